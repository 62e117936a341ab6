-- Scans: who may carry them out, what was agreed, each run with its dossier, and what is open where. A run that lacks any of
-- it is refused here too, whoever writes the row.

-- That somebody is a professional: shown to another person, with an end. A machine account bears its owner's.
create table asset.scan_qualification (
    id          uuid primary key,
    person      uuid not null references identity.person,
    title       text not null check (length(btrim(title)) between 3 and 200),
    evidence    text not null check (length(btrim(evidence)) between 10 and 2000),
    valid_from  timestamptz not null,
    valid_until timestamptz not null,
    recorded_by uuid not null references identity.person,
    recorded_at timestamptz not null,
    ended_at    timestamptz,
    ended_by    uuid references identity.person,
    mark        bytea not null check (octet_length(mark) = 32),
    constraint nobody_qualifies_himself check (recorded_by <> person),
    constraint a_qualification_ends check (valid_until > valid_from and valid_until <= valid_from + interval '3 years'),
    constraint ended_by_somebody check ((ended_at is null) = (ended_by is null))
);
create index scan_qualification_by_person on asset.scan_qualification (person, valid_until desc);

create function asset.scan_qualification_only_ends() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a qualification is history' using errcode = 'insufficient_privilege';
    end if;
    if old.ended_at is not null or (to_jsonb(new) - '{ended_at,ended_by,mark}'::text[])
        is distinct from (to_jsonb(old) - '{ended_at,ended_by,mark}'::text[]) then
        raise exception 'a qualification is written once, and ended once' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger scan_qualification_only_ends
    before update or delete on asset.scan_qualification
    for each row execute function asset.scan_qualification_only_ends();

-- What the parties agreed: the operation, its scope, tool, process and window. Two people sign exactly this content.
create table asset.scan_authorisation (
    id             uuid primary key,
    number         bigint generated always as identity unique,
    node_id        uuid not null references servicetree.node,
    purpose        text not null check (length(btrim(purpose)) between 10 and 2000),
    profile        text not null check (profile in ('ports', 'services')),
    steps          text[] not null check (cardinality(steps) between 1 and 20),
    tool           text not null check (length(btrim(tool)) between 1 and 100),
    vantage        text not null check (vantage in ('inside', 'outside')),
    ranges         text[] not null check (cardinality(ranges) between 1 and 4096),
    excludes       text[] not null check (cardinality(excludes) <= 4096),
    ports          text not null check (length(ports) between 1 and 4000),
    rate           integer not null check (rate between 10 and 50000),
    host_rate      integer not null check (host_rate between 1 and rate),
    network_rate   integer not null check (network_rate between 1 and rate),
    opens_at       timestamptz not null,
    window_minutes integer not null check (window_minutes between 1 and 1440),
    repeat_days    integer not null check (repeat_days between 0 and 90),
    expires_at     timestamptz not null,
    operator       uuid not null references identity.person,
    engineer       uuid not null references identity.person,
    requester      uuid not null references identity.person,
    asked_at       timestamptz not null,
    content_hash   text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    state          text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected', 'ended')),
    approval_id    uuid references approval.approval,
    decided_at     timestamptz,
    ended_by       uuid references identity.person,
    mark           bytea not null check (octet_length(mark) = 32),
    constraint decided_once check ((state = 'proposed') = (decided_at is null)),
    constraint two_at_the_scan check (engineer <> operator),
    constraint a_scan_expires check (expires_at > opens_at and expires_at <= asked_at + interval '366 days'),
    constraint windows_do_not_meet check (repeat_days = 0 or window_minutes <= repeat_days * 1440)
);
create index scan_authorisation_by_node on asset.scan_authorisation (node_id);

-- Asset owner and security, two people, both on exactly this content: at this moment.
create function asset.scan_is_signed(authorisation uuid, approval uuid, hash text, operator uuid) returns boolean
    language sql stable
    set search_path = pg_catalog
as $$
    select approval.carries(approval, authorisation, hash, operator)
        and exists (
            select from unnest(approval.yes_of(approval, false)) as security
            join identity.published_duty d on d.person = security and d.ended_at is null
                and d.duty in ('security-engineer', 'iso')
            join unnest(approval.yes_of(approval, true)) as head on head <> security)
$$;

create function asset.scan_authorisation_only_advances() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'an authorisation is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
            raise exception 'an authorisation begins by being proposed' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (to_jsonb(new) - '{state,approval_id,decided_at,ended_by,mark}'::text[])
        is distinct from (to_jsonb(old) - '{state,approval_id,decided_at,ended_by,mark}'::text[]) then
        raise exception 'what was agreed never changes; ask anew' using errcode = 'check_violation';
    end if;
    if not (old.state = 'proposed' or old.state = 'approved' and new.state = 'ended') then
        raise exception 'an authorisation that is % stays so', old.state using errcode = 'check_violation';
    end if;
    if new.state = 'approved' and not asset.scan_is_signed(new.id, new.approval_id, new.content_hash, new.operator) then
        raise exception 'a scan is signed by the owner of the assets and by security, two people'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger scan_authorisation_only_advances
    before insert or update or delete on asset.scan_authorisation
    for each row execute function asset.scan_authorisation_only_advances();

-- The engineer named in the agreement says that he is there, for one window.
create table asset.scan_acknowledgement (
    authorisation_id uuid not null references asset.scan_authorisation,
    window_opens     timestamptz not null,
    person           uuid not null references identity.person,
    at               timestamptz not null,
    mark             bytea not null check (octet_length(mark) = 32),
    primary key (authorisation_id, window_opens)
);
create function asset.scan_acknowledgement_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'an acknowledgement is written once' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from asset.scan_authorisation a
                   where a.id = new.authorisation_id and a.engineer = new.person and a.state = 'approved') then
        raise exception 'only the engineer that was agreed on can be on duty' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger scan_acknowledgement_is_fit
    before insert or update or delete on asset.scan_acknowledgement
    for each row execute function asset.scan_acknowledgement_is_fit();

create table asset.scan_run (
    id               uuid primary key,
    number           bigint generated always as identity unique,
    authorisation_id uuid not null references asset.scan_authorisation,
    window_opens     timestamptz not null,
    window_closes    timestamptz not null,
    targets          text[] not null check (cardinality(targets) between 1 and 4096),
    operator         uuid not null references identity.person,
    started_by       text not null,
    qualification_id uuid not null references asset.scan_qualification,
    intent_id        uuid not null,
    rerun_of         uuid references asset.scan_run,
    tool_version     text not null check (length(btrim(tool_version)) between 1 and 100),
    rules_version    text not null check (length(btrim(rules_version)) between 1 and 200),
    started_at       timestamptz not null,
    state            text not null default 'running'
                     check (state in ('running', 'done', 'stopped', 'failed', 'unknown')),
    phase            text not null default 'begins',
    steps            bigint not null default 0,
    steps_done       bigint not null default 0,
    stop_asked_by    uuid references identity.person,
    ended_at         timestamptz,
    end_reason       text check (end_reason in ('done', 'stopped', 'window', 'slow', 'failed', 'unknown')),
    complete         boolean,
    hosts            integer,
    hits             integer,
    refused          integer,
    probes           bigint,
    lost             bigint,
    baseline_micros  bigint,
    worst_micros     bigint,
    report_hash      text check (report_hash ~ '^[0-9a-f]{64}$'),
    summary          text check (length(btrim(summary)) between 1 and 4000),
    constraint ended_with_a_reason check ((state = 'running') = (ended_at is null)
        and (state = 'running') = (end_reason is null)),
    constraint inside_its_window check (started_at >= window_opens and started_at < window_closes),
    constraint ends_with_its_window check (ended_at <= window_closes + interval '2 minutes' or state = 'unknown'),
    constraint only_what_was_all_done_is_complete check (not coalesce(complete, false) or end_reason = 'done'),
    constraint a_slow_target_ends_a_scan
        check (end_reason = 'slow' or coalesce(worst_micros, 0) * 2 <= coalesce(baseline_micros, 0) * 3),
    constraint a_dossier_is_whole check (state in ('running', 'unknown')
        or (complete is not null and hosts is not null and hits is not null and refused is not null
            and probes is not null and lost is not null and baseline_micros is not null and worst_micros is not null
            and report_hash is not null and summary is not null))
);
create unique index one_run_of_an_authorisation on asset.scan_run (authorisation_id) where state = 'running';
create index scan_run_by_time on asset.scan_run (started_at desc);

create table asset.scan_report (
    run_id uuid primary key references asset.scan_run,
    sealed bytea not null check (octet_length(sealed) > 0),
    hash   text not null check (hash ~ '^[0-9a-f]{64}$'),
    bytes  bigint not null check (bytes > 0)
);

create table asset.scan_hit (
    run_id     uuid not null references asset.scan_run,
    address    inet not null,
    port       integer not null check (port between 1 and 65535),
    protocol   text not null check (protocol in ('tcp', 'udp')),
    service    text not null default '',
    product    text not null default '',
    version    text not null default '',
    cpe        text not null default '',
    banner     text not null default '' check (length(banner) <= 1100),
    title      text not null default '' check (length(title) <= 1100),
    tls        text not null default '',
    certificate text not null default '',
    names      text[] not null default '{}',
    not_after  timestamptz,
    primary key (run_id, address, port, protocol)
);
create index scan_hit_by_address on asset.scan_hit (address, run_id);

-- What somebody wanted to be scanned beside what was signed; it was not.
create table asset.scan_refusal (
    run_id  uuid not null references asset.scan_run,
    address inet not null,
    primary key (run_id, address)
);

-- What is open where, over all runs.
create table asset.scan_surface (
    address     inet not null,
    port        integer not null check (port between 1 and 65535),
    protocol    text not null check (protocol in ('tcp', 'udp')),
    node_id     uuid not null references servicetree.node,
    service     text not null,
    product     text not null,
    version     text not null,
    banner      text not null,
    certificate text not null,
    not_after   timestamptz,
    first_seen  timestamptz not null,
    last_seen   timestamptz not null check (last_seen >= first_seen),
    gone_at     timestamptz,
    last_run    uuid not null references asset.scan_run,
    primary key (address, port, protocol)
);
create index scan_surface_by_node on asset.scan_surface (node_id) where gone_at is null;

create table asset.scan_event (
    id      bigint generated always as identity primary key,
    run_id  uuid not null references asset.scan_run,
    node_id uuid not null references servicetree.node,
    at      timestamptz not null,
    kind    text not null check (kind in ('host', 'port', 'product', 'banner', 'certificate', 'vanished')),
    address inet not null,
    port    integer check (port between 1 and 65535),
    before  text not null default '',
    after   text not null default ''
);
create index scan_event_by_time on asset.scan_event (at desc);
create index scan_event_by_run on asset.scan_event (run_id);

-- An address is in spans such as 10.0.0.1-10.0.0.9 or a single one.
create function asset.scan_holds(spans text[], address inet) returns boolean
    language sql immutable
    set search_path = pg_catalog
as $$
    select exists (
        select from unnest(spans) as span
        where family(split_part(span, '-', 1)::inet) = family(address)
            and address >= split_part(span, '-', 1)::inet
            and address <= coalesce(nullif(split_part(span, '-', 2), ''), split_part(span, '-', 1))::inet)
$$;

-- What a run needs, whoever writes it: signatures that still count, the window, the engineer, a qualified operator.
create function asset.scan_run_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    agreed asset.scan_authorisation;
begin
    select a.* into agreed from asset.scan_authorisation a where a.id = new.authorisation_id for no key update;
    if new.state <> 'running' then
        raise exception 'a run begins by running' using errcode = 'check_violation';
    end if;
    if agreed.state <> 'approved'
        or not asset.scan_is_signed(agreed.id, agreed.approval_id, agreed.content_hash, agreed.operator) then
        raise exception 'no scan without both signatures' using errcode = 'check_violation';
    end if;
    if new.operator <> agreed.operator then
        raise exception 'another operator than was agreed' using errcode = 'check_violation';
    end if;
    if new.window_opens < agreed.opens_at or new.window_closes > agreed.expires_at
        or new.window_closes > new.window_opens + make_interval(mins => agreed.window_minutes)
        or (agreed.repeat_days = 0 and new.window_opens <> agreed.opens_at)
        or (agreed.repeat_days > 0
            and mod(extract(epoch from new.window_opens - agreed.opens_at)::numeric, agreed.repeat_days * 86400) <> 0) then
        raise exception 'outside of the agreed window' using errcode = 'check_violation';
    end if;
    if not exists (select from asset.scan_acknowledgement k
                   where k.authorisation_id = agreed.id and k.window_opens = new.window_opens
                       and k.person = agreed.engineer) then
        raise exception 'no engineer has said that he is on duty' using errcode = 'check_violation';
    end if;
    if not exists (select from asset.scan_qualification q
                   where q.id = new.qualification_id and q.person = new.operator and q.ended_at is null
                       and new.started_at >= q.valid_from and new.started_at < q.valid_until) then
        raise exception 'the operator is not qualified' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger scan_run_is_fit
    before insert on asset.scan_run
    for each row execute function asset.scan_run_is_fit();

create function asset.scan_run_only_advances() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a run is history' using errcode = 'insufficient_privilege';
    end if;
    if old.state <> 'running' then
        raise exception 'a run ends once' using errcode = 'check_violation';
    end if;
    if (new.id, new.authorisation_id, new.window_opens, new.window_closes, new.targets, new.operator, new.started_by,
        new.qualification_id, new.intent_id, new.rerun_of, new.tool_version, new.rules_version, new.started_at)
        is distinct from
       (old.id, old.authorisation_id, old.window_opens, old.window_closes, old.targets, old.operator, old.started_by,
        old.qualification_id, old.intent_id, old.rerun_of, old.tool_version, old.rules_version, old.started_at) then
        raise exception 'what a run was begun with never changes' using errcode = 'check_violation';
    end if;
    if new.state in ('done', 'stopped', 'failed') then
        if not exists (select from asset.scan_report r where r.run_id = new.id and r.hash = new.report_hash) then
            raise exception 'a scan does not close without its report' using errcode = 'check_violation';
        end if;
        if new.hits <> (select count(*) from asset.scan_hit h where h.run_id = new.id)
            or new.refused <> (select count(*) from asset.scan_refusal r where r.run_id = new.id) then
            raise exception 'a scan does not close without all that it found' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end
$$;
create trigger scan_run_only_advances
    before update or delete on asset.scan_run
    for each row execute function asset.scan_run_only_advances();

-- What a run found and refused is written while it runs, inside of what was signed, and never again.
create function asset.scan_part_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    run record;
    said jsonb := to_jsonb(new);
begin
    if tg_op <> 'INSERT' and not (tg_op = 'UPDATE' and tg_table_name = 'scan_hit') then
        raise exception 'the dossier of a scan is written once' using errcode = 'insufficient_privilege';
    end if;
    select r.state, a.ranges, a.excludes into run
    from asset.scan_run r join asset.scan_authorisation a on a.id = r.authorisation_id
    where r.id = (said ->> 'run_id')::uuid;
    if run.state <> 'running' then
        raise exception 'this scan is closed' using errcode = 'check_violation';
    end if;
    if tg_table_name = 'scan_hit' and (not asset.scan_holds(run.ranges, (said ->> 'address')::inet)
        or asset.scan_holds(run.excludes, (said ->> 'address')::inet)) then
        raise exception 'nothing is found where nobody may look' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger scan_hit_is_fit before insert or update or delete on asset.scan_hit
    for each row execute function asset.scan_part_is_fit();
create trigger scan_refusal_is_fit before insert or update or delete on asset.scan_refusal
    for each row execute function asset.scan_part_is_fit();
create trigger scan_report_is_fit before insert or update or delete on asset.scan_report
    for each row execute function asset.scan_part_is_fit();

create function asset.scan_event_is_written_once() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'events are written once' using errcode = 'insufficient_privilege';
end
$$;
create trigger scan_event_is_written_once before update or delete on asset.scan_event
    for each row execute function asset.scan_event_is_written_once();

-- External scans and penetration tests by others: from where, of what, with their statement.
create table asset.scan_engagement (
    id           uuid primary key,
    node_id      uuid not null references servicetree.node,
    kind         text not null check (kind in ('external-scan', 'penetration-test')),
    firm         text not null check (length(btrim(firm)) between 2 and 200),
    vantage      text not null check (length(btrim(vantage)) between 3 and 500),
    scope        text not null check (length(btrim(scope)) between 3 and 4000),
    statement    text not null check (length(btrim(statement)) between 10 and 4000),
    performed_at timestamptz not null,
    recorded_by  uuid not null references identity.person,
    recorded_at  timestamptz not null check (recorded_at >= performed_at),
    file_name    text not null check (length(btrim(file_name)) between 1 and 300),
    file_hash    text not null check (file_hash ~ '^[0-9a-f]{64}$'),
    file_sealed  bytea not null check (octet_length(file_sealed) > 0)
);
create index scan_engagement_by_node on asset.scan_engagement (node_id, kind, performed_at desc);
create trigger scan_engagement_is_written_once before update or delete on asset.scan_engagement
    for each row execute function asset.scan_event_is_written_once();
