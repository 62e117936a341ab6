-- The inbox of the record: append only, ciphertext only. The sequencer reads below pg_snapshot_xmin.
create schema audit;

create table audit.data_key (
    id         uuid primary key,
    wrapped    bytea not null,
    created_at timestamptz not null
);

create table audit.inbox (
    id          bigint generated always as identity primary key,
    xid         xid8 not null default pg_current_xact_id(),
    received_at timestamptz not null default clock_timestamp(),
    source      text not null default 'app',
    source_seq  bigint,
    key_id      uuid not null references audit.data_key,
    payload     bytea not null check (octet_length(payload) between 29 and 262144)
);

create function audit.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'the record is append only: % on %.% refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger inbox_is_append_only
    before update or delete on audit.inbox
    for each row execute function audit.refuse_change();

create trigger inbox_is_never_emptied
    before truncate on audit.inbox
    for each statement execute function audit.refuse_change();
