-- Logs of other systems: which there are, who may send them, and how many came. Evidence is added, never changed.
create schema intake;

create table intake.source (
    id      uuid primary key,
    name    text not null unique check (name ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
    kind    text not null check (kind in ('syslog-udp', 'syslog-tcp', 'syslog-tls', 'http', 'otlp')),
    made_by uuid not null,
    made_at timestamptz not null
);

-- How it is set, change by change: the highest version stands, and an undo is one more that repeats an older one.
create table intake.setting (
    source     uuid not null references intake.source,
    version    integer not null check (version >= 1),
    node       uuid not null references servicetree.node,
    host       text not null check (length(host) <= 253),
    peers      text[] not null check (cardinality(peers) <= 100),
    zone       text not null check (length(zone) between 1 and 60),
    enabled    boolean not null,
    undoes     integer,
    changed_by uuid not null,
    changed_at timestamptz not null,
    mark       bytea not null check (octet_length(mark) = 32),
    primary key (source, version),
    check (undoes >= 1 and undoes < version)
);

-- The next version follows the last, and a syslog source that is on names who may send to it.
create function intake.check_setting() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    kind text;
begin
    select s.kind into kind from intake.source s where s.id = new.source;
    if new.version <> 1 + coalesce((select max(t.version) from intake.setting t where t.source = new.source), 0) then
        raise exception 'the settings of a source follow one another' using errcode = 'check_violation';
    end if;
    if kind like 'syslog-%' and new.enabled and cardinality(new.peers) = 0 then
        raise exception 'a syslog source names the addresses that may send to it' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger check_setting before insert on intake.setting for each row execute function intake.check_setting();

-- What a sender of HTTP or OTLP shows; only its hash is kept.
create table intake.token (
    id         uuid primary key,
    source     uuid not null references intake.source,
    hash       bytea not null unique check (octet_length(hash) = 32),
    made_by    uuid not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    revoked_by uuid,
    revoked_at timestamptz,
    mark       bytea not null check (octet_length(mark) = 32),
    check (expires_at > made_at and expires_at <= made_at + interval '366 days'),
    check ((revoked_at is null) = (revoked_by is null))
);
create index token_of_source on intake.token (source);

create function intake.keep_token() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if old.revoked_at is not null or new.revoked_at is null
        or (new.id, new.source, new.hash, new.made_by, new.made_at, new.expires_at, new.mark)
            is distinct from (old.id, old.source, old.hash, old.made_by, old.made_at, old.expires_at, old.mark) then
        raise exception 'a token is only ever revoked, once' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger keep_token before update on intake.token for each row execute function intake.keep_token();

-- What came, by source. Nothing that came is anywhere else than recorded or in quarantine, and every number of a source
-- stands for one that came, was lost here, or never arrived: so "none was dropped" is a sum that the database keeps.
create table intake.tally (
    source      uuid not null references intake.source,
    stream      text not null check (stream in ('own', 'sent')),
    next_number bigint not null default 1,
    received    bigint not null default 0 check (received >= 0),
    recorded    bigint not null default 0 check (recorded >= 0),
    partial     bigint not null default 0 check (partial between 0 and recorded),
    quarantined bigint not null default 0 check (quarantined >= 0),
    lost        bigint not null default 0 check (lost >= 0),
    missing     bigint not null default 0 check (missing >= 0),
    repeated    bigint not null default 0 check (repeated >= 0),
    last_at     timestamptz not null,
    primary key (source, stream),
    constraint nothing_is_dropped check (received = recorded + quarantined),
    constraint every_number_is_told check (next_number = received + lost + missing + 1)
);

create function intake.count_up() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.source <> old.source or new.stream <> old.stream
        or new.received < old.received or new.recorded < old.recorded or new.partial < old.partial
        or new.quarantined < old.quarantined or new.lost < old.lost or new.repeated < old.repeated
        or new.next_number < old.next_number then
        raise exception 'what came is only ever counted up' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger count_up before update on intake.tally for each row execute function intake.count_up();

-- A batch whose lines the sender numbers: sent again it is answered again, and never written twice.
create table intake.batch (
    source       uuid not null references intake.source,
    first_number bigint not null check (first_number >= 1),
    lines        integer not null check (lines >= 1),
    sha256       bytea not null check (octet_length(sha256) = 32),
    recorded     integer not null check (recorded >= 0),
    partial      integer not null check (partial between 0 and recorded),
    quarantined  integer not null check (quarantined >= 0),
    at           timestamptz not null,
    primary key (source, first_number),
    check (lines = recorded + quarantined)
);

create function intake.keep_batches_apart() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if exists (
        select from intake.batch b
        where b.source = new.source
            and b.first_number < new.first_number + new.lines
            and new.first_number < b.first_number + b.lines
    ) then
        raise exception 'these numbers came already' using errcode = 'unique_violation';
    end if;
    return new;
end
$$;
create trigger keep_batches_apart before insert on intake.batch
    for each row execute function intake.keep_batches_apart();

-- When each source last told of each family of events; what a canary is, the record itself says.
create table intake.seen (
    source  uuid not null references intake.source,
    family  text not null check (family in ('users', 'verification', 'authorisation', 'login', 'access')),
    times   bigint not null check (times > 0),
    last_at timestamptz not null,
    primary key (source, family)
);

create function intake.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'evidence is added only: % on %.% refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;
create trigger source_is_kept before update or delete on intake.source
    for each row execute function intake.refuse_change();
create trigger setting_is_kept before update or delete on intake.setting
    for each row execute function intake.refuse_change();
create trigger token_is_kept before delete on intake.token
    for each row execute function intake.refuse_change();
create trigger tally_is_kept before delete on intake.tally
    for each row execute function intake.refuse_change();
create trigger batch_is_kept before update or delete on intake.batch
    for each row execute function intake.refuse_change();
create trigger source_is_never_emptied before truncate on intake.source
    for each statement execute function intake.refuse_change();
create trigger setting_is_never_emptied before truncate on intake.setting
    for each statement execute function intake.refuse_change();
create trigger tally_is_never_emptied before truncate on intake.tally
    for each statement execute function intake.refuse_change();
create trigger batch_is_never_emptied before truncate on intake.batch
    for each statement execute function intake.refuse_change();

revoke update, delete on intake.source, intake.setting, intake.batch from bastide_app;
revoke delete on intake.token, intake.tally from bastide_app;
