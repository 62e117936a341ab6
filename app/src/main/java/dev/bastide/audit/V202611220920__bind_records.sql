-- Each record has an id of its own: what was spooled while the database was away is written once, and a sealed
-- payload copied to another row does not open. Not unique, because the inbox is to be partitioned by time.
alter table audit.inbox add column record_id uuid not null default gen_random_uuid();
alter table audit.inbox alter column record_id drop default;

create index inbox_record on audit.inbox (record_id);
create index inbox_received on audit.inbox (received_at);

-- What came in incomplete from a source outside: kept, sealed, counted, and never mixed with records.
create table audit.quarantine (
    id          bigint generated always as identity primary key,
    received_at timestamptz not null default clock_timestamp(),
    source      text not null check (length(source) between 1 and 100),
    problems    text[] not null check (cardinality(problems) > 0),
    key_id      uuid not null references audit.data_key,
    record_id   uuid not null,
    payload     bytea not null check (octet_length(payload) between 29 and 262144)
);

create index quarantine_source on audit.quarantine (source, received_at);

create trigger quarantine_is_append_only
    before update or delete on audit.quarantine
    for each row execute function audit.refuse_change();

create trigger quarantine_is_never_emptied
    before truncate on audit.quarantine
    for each statement execute function audit.refuse_change();

create trigger data_key_is_append_only
    before update or delete on audit.data_key
    for each row execute function audit.refuse_change();

create trigger data_key_is_never_emptied
    before truncate on audit.data_key
    for each statement execute function audit.refuse_change();

-- The running program appends and reads; it never had a reason to change a record, so it has no right to.
revoke update, delete on audit.inbox, audit.quarantine, audit.data_key from bastide_app;
