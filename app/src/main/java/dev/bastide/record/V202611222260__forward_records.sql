create schema if not exists record;

-- Where records go as they happen. Two people decide on it; its mark binds all that says where, and how far they decided.
create table record.forward_target (
    id uuid primary key,
    name text not null check (length(name) between 1 and 60),
    kind text not null check (kind in ('syslog', 'syslog_tls', 'webhook')),
    address text not null check (length(address) between 3 and 500),
    authority text not null check (length(authority) <= 100000),
    secret_sealed bytea,
    key_id text not null check (key_id ~ '^([0-9a-f]{8})?$'),
    minutes_max integer not null check (minutes_max between 1 and 10080),
    asked_by uuid not null,
    confirmed_by uuid,
    state text not null check (state in ('asked', 'running', 'paused', 'removed')),
    asked_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    constraint two_people check (confirmed_by <> asked_by),
    constraint confirmed_first check (state in ('asked', 'removed') or confirmed_by is not null),
    constraint secret_of_webhook check ((kind = 'webhook') = (secret_sealed is not null))
);

create unique index forward_target_name on record.forward_target (name) where state <> 'removed';

-- What was decided stays: another place is another target.
create function record.keep_forward_target() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a target stays for the record' using errcode = '23514';
    end if;
    if (new.id, new.name, new.kind, new.address, new.authority, new.secret_sealed, new.key_id, new.minutes_max, new.asked_by)
        is distinct from
       (old.id, old.name, old.kind, old.address, old.authority, old.secret_sealed, old.key_id, old.minutes_max, old.asked_by)
    then
        raise exception 'another place is another target' using errcode = '23514';
    end if;
    if old.state = 'removed' or (old.confirmed_by is not null and new.confirmed_by is distinct from old.confirmed_by) then
        raise exception 'what was decided stays' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger kept before update or delete on record.forward_target
    for each row execute function record.keep_forward_target();

-- How far a target has acknowledged. It never goes back.
create table record.forward_cursor (
    target_id uuid primary key references record.forward_target,
    log integer not null check (log >= 0),
    index bigint not null check (index >= 0),
    well_at timestamptz not null,
    tried_at timestamptz,
    failures integer not null default 0 check (failures >= 0),
    problem_key text not null default '',
    problem_args text[] not null default '{}' check (array_position(problem_args, null) is null),
    told_at timestamptz,
    check ((failures = 0) = (problem_key = ''))
);

create function record.keep_forward_cursor() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if tg_op = 'DELETE' or new.target_id <> old.target_id or (new.log, new.index) < (old.log, old.index) then
        raise exception 'what was acknowledged stays acknowledged' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger forward_only before update or delete on record.forward_cursor
    for each row execute function record.keep_forward_cursor();
