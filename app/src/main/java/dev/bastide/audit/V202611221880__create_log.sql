-- The log that proves itself: where each record of the inbox stands in the tree, and what is signed of it.

-- The key that signs: its seed sealed by the vault, apart from the master key.
create table audit.signing_key (
    id          int generated always as identity primary key,
    sealed      bytea not null,
    fingerprint text not null unique check (fingerprint ~ '^[0-9a-f]{64}$'),
    made_at     timestamptz not null
);

-- A log, and the checkpoint of the one before where the database had lost what was signed.
create table audit.log (
    number    int primary key check (number >= 1),
    origin    text not null unique check (origin ~ '^[!-*,-~]{1,100}$'),
    key_id    int not null references audit.signing_key,
    opened_at timestamptz not null,
    quotes    text
);

-- Its right edge: all it takes to go on. Rows of the inbox written by transactions below "swept" have their place.
create table audit.log_head (
    log       int primary key references audit.log,
    size      bigint not null check (size >= 0),
    edge      bytea not null check (octet_length(edge) % 32 = 0),
    logged_at timestamptz not null,
    swept     xid8 not null,
    note      text not null,
    signed_at timestamptz not null
);

-- No reference to the inbox: it would lock every row of it once more. What a row of it was, its hash proves.
create table audit.log_entry (
    log       int not null references audit.log,
    index     bigint not null check (index >= 0),
    inbox_id  bigint not null unique,
    record_id uuid not null,
    logged_at timestamptz not null,
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
    form      text not null check (form in ('record', 'unreadable', 'declared', 'late', 'late_unreadable')),
    primary key (log, index)
);

create index log_entry_unreadable on audit.log_entry (log, index) where form in ('unreadable', 'late_unreadable');

-- The hashes above every 256, 65,536, ... leaves.
create table audit.tree_node (
    log   int not null references audit.log,
    level smallint not null check (level > 0 and level % 8 = 0),
    index bigint not null check (index >= 0),
    hash  bytea not null check (octet_length(hash) = 32),
    primary key (log, level, index)
);

-- Older checkpoints, one every ten minutes at most.
create table audit.checkpoint (
    log       int not null references audit.log,
    size      bigint not null check (size >= 0),
    note      text not null,
    signed_at timestamptz not null,
    primary key (log, size)
);

-- The key of the salts from this index on. A day, or 2^20 records; it begins with a tile, so that it can be withheld.
create table audit.log_segment (
    log        int not null references audit.log,
    first      bigint not null check (first >= 0 and first % 256 = 0),
    day        date not null,
    wrapped    bytea not null,
    opened_at  timestamptz not null,
    primary key (log, first)
);

-- The next number of each source that numbers its records.
create table audit.log_source (
    log    int not null references audit.log,
    source text not null,
    next   bigint not null check (next >= 1),
    primary key (log, source)
);

-- What a source sent again, the same to the letter: known, and not written twice.
create table audit.log_repeat (
    inbox_id bigint primary key,
    same_as  bigint not null check (same_as <> inbox_id),
    found_at timestamptz not null
);

-- What the nightly comparison of log and inbox found.
create table audit.log_check (
    id         bigint generated always as identity primary key,
    log        int not null references audit.log,
    checked_at timestamptz not null,
    size       bigint not null check (size >= 0),
    bad_index  bigint,
    finding    text,
    check (bad_index is null or finding is not null)
);

alter table audit.inbox add constraint inbox_source_is_named check (length(source) between 1 and 100) not valid;
alter table audit.inbox add constraint inbox_numbers_from_one check (source_seq >= 1) not valid;

-- The sequencer reads what no transaction under way can still add to.
create index inbox_by_transaction on audit.inbox (xid);
create index inbox_by_number on audit.inbox (source, source_seq) where source_seq is not null;

create function audit.refuse_shrinking() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.log <> old.log or new.size < old.size or new.logged_at < old.logged_at then
        raise exception 'a log only grows: % refused', tg_op using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create function audit.refuse_counting_back() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.log <> old.log or new.source <> old.source or new.next < old.next then
        raise exception 'the numbers of a source only rise' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger log_head_only_grows before update on audit.log_head
    for each row execute function audit.refuse_shrinking();
create trigger log_source_only_rises before update on audit.log_source
    for each row execute function audit.refuse_counting_back();

do $$
declare
    kept text;
begin
    foreach kept in array array['signing_key', 'log', 'log_entry', 'tree_node', 'checkpoint', 'log_segment',
                                'log_repeat', 'log_check'] loop
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change()', kept || '_is_append_only', kept);
        execute format('revoke update, delete on audit.%I from bastide_app', kept);
    end loop;
    foreach kept in array array['signing_key', 'log', 'log_head', 'log_entry', 'tree_node', 'checkpoint',
                                'log_segment', 'log_source', 'log_repeat', 'log_check'] loop
        execute format('create trigger %I before truncate on audit.%I'
            ' for each statement execute function audit.refuse_change()', kept || '_is_never_emptied', kept);
    end loop;
end
$$;

create trigger log_head_stays before delete on audit.log_head
    for each row execute function audit.refuse_change();
create trigger log_source_stays before delete on audit.log_source
    for each row execute function audit.refuse_change();
revoke delete on audit.log_head, audit.log_source from bastide_app;
