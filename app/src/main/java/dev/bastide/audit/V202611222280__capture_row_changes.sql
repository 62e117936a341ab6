-- The database proven by the log. Each change of a row of a proven table is noted in its own transaction: hashes and names of
-- columns, never a value. The program then looks whether that transaction appended a record, and puts the hash into the log.

-- The tables that rooms have proven, and what of a row is not proven: when it was last used, for instance.
create table audit.proven_table (
    name    text primary key check (name ~ '^[a-z_]+[.][a-z_]+$'),
    keys    text[] not null check (cardinality(keys) > 0),
    ignored text[] not null
);

create table audit.row_change (
    id          bigint generated always as identity primary key,
    xid         xid8 not null default pg_current_xact_id(),
    changed_at  timestamptz not null default clock_timestamp(),
    room_table  text not null,
    row_key     text not null,
    verb        text not null check (verb in ('insert', 'update', 'delete', 'truncate', 'baseline')),
    columns     text[] not null default '{}',
    before_hash bytea check (octet_length(before_hash) = 32),
    after_hash  bytea check (octet_length(after_hash) = 32),
    by_role     text not null default session_user,
    by_address  inet default inet_client_addr()
);
create index row_change_by_transaction on audit.row_change (xid);

-- What of a row stands in the log: its hash after a change, or nothing where it is gone. Numbered without a gap.
create table audit.row_proof (
    id         bigint generated always as identity primary key,
    number     bigint not null check (number >= 1),
    change     bigint not null,
    room_table text not null,
    row_key    text not null,
    hash       bytea check (octet_length(hash) = 32),
    captured   boolean not null,
    mark       bytea not null check (octet_length(mark) = 32)
);
create index row_proof_by_change on audit.row_proof (change);
create index row_proof_by_row on audit.row_proof (room_table, row_key, change desc, id desc);
create index row_proof_by_number on audit.row_proof (number);

do $$
declare
    kept text;
begin
    foreach kept in array array['proven_table', 'row_change', 'row_proof'] loop
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change()', kept || '_is_append_only', kept);
        execute format('create trigger %I before truncate on audit.%I'
            ' for each statement execute function audit.refuse_change()', kept || '_is_never_emptied', kept);
        execute format('revoke update, delete on audit.%I from bastide_app', kept);
    end loop;
end
$$;
revoke insert on audit.proven_table, audit.row_change from bastide_app;

-- Columns that a later release adds without a default change no hash.
create function audit.row_hash(shown jsonb) returns bytea
    language sql immutable
    set search_path = pg_catalog
as $$
    select sha256(convert_to(jsonb_strip_nulls(shown)::text, 'UTF8'))
$$;

-- Ids and numbers as they are; any other key is a value, and only its hash is shown.
create function audit.row_key(shown jsonb, keys text[]) returns text
    language sql immutable
    set search_path = pg_catalog
as $$
    select string_agg(
            case when k.said ~ '^([0-9a-f-]{36}|[0-9]{1,19})$' then k.said
                 else left(encode(sha256(convert_to(coalesce(k.said, ''), 'UTF8')), 'hex'), 16) end,
            '/' order by k.nth)
    from (select shown ->> u.name, u.nth from unnest(keys) with ordinality as u (name, nth)) as k (said, nth)
$$;

create function audit.changed_columns(was jsonb, becomes jsonb) returns text[]
    language sql immutable
    set search_path = pg_catalog
as $$
    select coalesce(array_agg(k.name order by k.name), '{}')
    from jsonb_object_keys(was || becomes) as k (name)
    where was -> k.name is distinct from becomes -> k.name
$$;

-- Arguments: the columns of the key, and those that are not proven. Whoever changes a row, the owner too, is noted.
create function audit.capture_change() returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog
    set timezone = 'UTC'
    set bytea_output = 'hex'
as $$
declare
    place   text := tg_table_schema || '.' || tg_table_name;
    keys    text[] := string_to_array(tg_argv[0], ',');
    ignored text[] := string_to_array(tg_argv[1], ',');
    was     jsonb;
    becomes jsonb;
begin
    if tg_op = 'TRUNCATE' then
        insert into audit.row_change (room_table, row_key, verb) values (place, '*', 'truncate');
        return null;
    end if;
    if tg_op <> 'INSERT' then
        was := to_jsonb(old) - ignored;
    end if;
    if tg_op <> 'DELETE' then
        becomes := to_jsonb(new) - ignored;
    end if;
    if tg_op = 'UPDATE' then
        if was = becomes then
            return null;
        end if;
        if audit.row_key(was, keys) = audit.row_key(becomes, keys) then
            insert into audit.row_change (room_table, row_key, verb, columns, before_hash, after_hash)
            values (place, audit.row_key(was, keys), 'update', audit.changed_columns(was, becomes),
                    audit.row_hash(was), audit.row_hash(becomes));
            return null;
        end if;
    end if;
    if was is not null then
        insert into audit.row_change (room_table, row_key, verb, before_hash)
        values (place, audit.row_key(was, keys), 'delete', audit.row_hash(was));
    end if;
    if becomes is not null then
        insert into audit.row_change (room_table, row_key, verb, after_hash)
        values (place, audit.row_key(becomes, keys), 'insert', audit.row_hash(becomes));
    end if;
    return null;
end
$$;
revoke execute on function audit.capture_change() from bastide_app;

-- The rows of a proven table as they are now. Reads with the rights of whoever asks.
create function audit.hash_rows(room_table text) returns table (row_key text, hash bytea)
    language plpgsql stable
    set search_path = pg_catalog
    set timezone = 'UTC'
    set bytea_output = 'hex'
as $$
declare
    proven audit.proven_table;
begin
    select p.* into strict proven from audit.proven_table as p where p.name = room_table;
    return query execute format(
        'select audit.row_key(to_jsonb(t), $1), audit.row_hash(to_jsonb(t) - $2) from %s as t',
        room_table::regclass) using proven.keys, proven.ignored;
end
$$;

-- For the migrations of rooms: has a table of theirs proven. What is in it already is taken as it stands, which is recorded.
create function audit.prove_rows(room_table text, keys text[], ignored text[]) returns void
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    insert into audit.proven_table (name, keys, ignored) values (room_table, keys, ignored);
    execute format('create trigger capture_change after insert or update or delete on %s'
        ' for each row execute function audit.capture_change(%L, %L)',
        room_table::regclass, array_to_string(keys, ','), array_to_string(ignored, ','));
    execute format('create trigger capture_emptying after truncate on %s'
        ' for each statement execute function audit.capture_change(%L, %L)',
        room_table::regclass, array_to_string(keys, ','), array_to_string(ignored, ','));
    insert into audit.row_change (room_table, row_key, verb, after_hash)
    select room_table, h.row_key, 'baseline', h.hash from audit.hash_rows(room_table) as h;
end
$$;
revoke execute on function audit.prove_rows(text, text[], text[]) from bastide_app;
