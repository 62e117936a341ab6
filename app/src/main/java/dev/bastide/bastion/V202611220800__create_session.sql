-- Sessions on hosts. A row stands before the host is spoken to (the intent) and is closed by its result; a session
-- without a recording cannot be written down at all.
create schema bastion;

-- Who logged in, with which key, from where. Channels of one connection share it.
create table bastion.connection (
    id          uuid primary key,
    person      uuid not null references identity.person,
    fingerprint text not null check (fingerprint ~ '^SHA256:[A-Za-z0-9+/]{43}$'),
    source      inet not null,
    asked_for   text not null check (length(asked_for) between 1 and 400),
    factor      text not null check (factor in ('code', 'remembered')),
    entered_at  timestamptz not null,
    left_at     timestamptz check (left_at >= entered_at)
);

create index connection_by_person on bastion.connection (person, entered_at desc);

create table bastion.session (
    id           uuid primary key,
    connection   uuid references bastion.connection,
    person       uuid not null references identity.person,
    person_login text not null,
    person_name  text not null,
    machine      text check (machine = 'runner'),
    host         uuid not null references asset.host,
    host_path    text not null,
    node         uuid not null,
    account      text not null,
    production   boolean not null,
    permit       uuid,
    rule         text not null check (length(rule) between 1 and 2000),
    source       inet not null,
    kind         text not null check (kind in ('shell', 'exec', 'sftp', 'scp', 'rsync', 'git', 'subsystem', 'run')),
    command      bytea,
    state        text not null check (state in ('announced', 'running', 'ended', 'unknown')),
    holder       uuid not null,
    lease_until  timestamptz not null,
    announced_at timestamptz not null,
    started_at   timestamptz,
    not_after    timestamptz not null,
    ended_at     timestamptz,
    exit_code    integer,
    exit_signal  text,
    end_why      text check (length(end_why) between 1 and 200),
    file         text not null check (file ~ '^[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9a-f-]{36}\.rec$'),
    file_hash    bytea not null check (octet_length(file_hash) = 32),
    recording    text not null check (recording in ('open', 'whole', 'abrupt', 'failed')),
    chunks       integer,
    position     bigint,
    head         bytea check (octet_length(head) = 32),
    constraint production_needs_a_permit check (not production or permit is not null),
    constraint only_the_runner_comes_without_a_connection check ((connection is null) = (machine is not null)),
    constraint a_session_ends_after_it_began check (ended_at >= announced_at and started_at >= announced_at),
    constraint an_end_says_why_and_seals_the_recording check (
        (state in ('ended', 'unknown'))
        = (ended_at is not null and end_why is not null and head is not null and chunks is not null
            and position is not null and recording <> 'open'))
);

create index session_by_start on bastion.session (announced_at desc, id);
create index session_by_host on bastion.session (host, announced_at desc);
create index session_by_person on bastion.session (person, announced_at desc);
create index session_by_permit on bastion.session (permit) where permit is not null;
create index session_live on bastion.session (lease_until) where state in ('announced', 'running');

-- What was said of a session at its opening stays; an ended session stays as it is; none is taken away.
create function bastion.keep_session() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op <> 'UPDATE' then
        raise exception 'a session is history and is never deleted' using errcode = '23514';
    end if;
    if old.state in ('ended', 'unknown') then
        raise exception 'this session has ended and stays as it is' using errcode = '23514';
    end if;
    if (new.id, new.connection, new.person, new.machine, new.host, new.node, new.account, new.production, new.permit,
            new.rule, new.source, new.kind, new.command, new.announced_at, new.file, new.file_hash)
        is distinct from
        (old.id, old.connection, old.person, old.machine, old.host, old.node, old.account, old.production, old.permit,
            old.rule, old.source, old.kind, old.command, old.announced_at, old.file, old.file_hash) then
        raise exception 'what a session was opened for is not rewritten' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger keep_session before update or delete on bastion.session
    for each row execute function bastion.keep_session();
create trigger sessions_are_never_emptied before truncate on bastion.session
    for each statement execute function bastion.keep_session();

-- The chain of a recording as it grows: what the file must still hold, whoever touched it.
create table bastion.recording_head (
    session  uuid not null references bastion.session,
    chunks   integer not null check (chunks > 0),
    position bigint not null check (position >= 0),
    head     bytea not null check (octet_length(head) = 32),
    at       timestamptz not null,
    primary key (session, chunks)
);

create function bastion.heads_only_grow() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'the head of a recording is written once' using errcode = '23514';
    end if;
    if exists (select 1 from bastion.recording_head h
            where h.session = new.session and (h.chunks >= new.chunks or h.position > new.position)) then
        raise exception 'a recording only grows' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger heads_only_grow before insert or update or delete on bastion.recording_head
    for each row execute function bastion.heads_only_grow();
create trigger heads_are_never_emptied before truncate on bastion.recording_head
    for each statement execute function bastion.heads_only_grow();

-- A second factor shown once serves for the same person, key and address until it runs out.
create table bastion.remembered_factor (
    person      uuid not null references identity.person,
    fingerprint text not null,
    source      inet not null,
    shown_at    timestamptz not null,
    until       timestamptz not null,
    primary key (person, fingerprint, source),
    constraint remembered_for_half_a_day_at_most check (until > shown_at and until <= shown_at + interval '12 hours')
);

-- The keys by which clients know the bastion; the private part is sealed by the vault.
create table bastion.host_key (
    algorithm   text primary key check (algorithm in ('ssh-ed25519', 'ssh-rsa')),
    sealed      bytea not null,
    public_line text not null,
    made_at     timestamptz not null
);
