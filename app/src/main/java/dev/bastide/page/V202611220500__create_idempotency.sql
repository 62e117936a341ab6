-- What a POST with an Idempotency-Key answered, so that the same key is never carried out twice.
create schema page;

create table page.answer (
    caller       text not null check (length(caller) between 1 and 200),
    key          text not null check (length(key) between 1 and 200),
    request_hash bytea not null check (octet_length(request_hash) = 32),
    status       int check (status between 200 and 599),
    content_type text,
    exit_code    text,
    location     text,
    body         bytea check (octet_length(body) <= 1048576),
    asked_at     timestamptz not null,
    primary key (caller, key)
);

create index answer_by_age on page.answer (asked_at);
