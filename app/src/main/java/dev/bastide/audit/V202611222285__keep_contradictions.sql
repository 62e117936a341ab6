-- What a witness said against the log stays until somebody who may has answered it, across restarts; nothing takes it away.
create table audit.contradiction (
    id         uuid primary key,
    witness    text not null check (witness ~ '^[!-*,-~]{1,100}$'),
    reason_key text not null,
    args       text[] not null check (array_position(args, null) is null),
    seen_at    timestamptz not null check (isfinite(seen_at)),
    mark       bytea not null check (octet_length(mark) = 32)
);

create table audit.contradiction_answer (
    id            uuid primary key,
    contradiction uuid not null references audit.contradiction,
    answered_by   text not null check (length(answered_by) between 1 and 1024),
    told          text not null check (length(btrim(told)) between 10 and 2000),
    answered_at   timestamptz not null check (isfinite(answered_at)),
    mark          bytea not null check (octet_length(mark) = 32)
);
create index contradiction_answer_of on audit.contradiction_answer (contradiction);

do $$
declare
    kept text;
begin
    foreach kept in array array['contradiction', 'contradiction_answer'] loop
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change()', kept || '_is_append_only', kept);
        execute format('create trigger %I before truncate on audit.%I'
            ' for each statement execute function audit.refuse_change()', kept || '_is_never_emptied', kept);
        execute format('revoke update, delete on audit.%I from bastide_app', kept);
        perform audit.prove_rows('audit.' || kept, '{id}', '{}');
    end loop;
end
$$;
