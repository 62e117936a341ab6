-- Rights: roles and the matrix as data, grants with their requests, permits. The rules hold for whoever writes here.
create schema if not exists access;

create table access.role (
    name  text primary key check (name ~ '^[a-z][a-z-]{1,40}$'),
    reach text not null check (reach in ('company', 'service', 'founding'))
);

-- No wildcard can be written: permission is divided down to specific operations.
create table access.role_action (
    role   text not null references access.role on delete cascade,
    action text not null check (action ~ '^[a-z][a-z-]{0,30}[.][a-z][a-z-]{0,30}$'),
    primary key (role, action)
);

create table access.duty_role (
    duty       text not null,
    role       text not null references access.role on delete cascade,
    production boolean not null,
    primary key (duty, role)
);

-- Raised in the transaction of every change of rights; a reader that holds an older value reads anew or refuses.
create table access.epoch (
    only_row boolean primary key default true check (only_row),
    value    bigint not null
);
insert into access.epoch (value) values (0);

create function access.raise_epoch() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    update access.epoch set value = value + 1;
    return null;
end
$$;

create table access.grant_request (
    id           uuid primary key,
    person       uuid not null references identity.person,
    role         text not null references access.role,
    node         uuid not null references servicetree.node,
    assignment   uuid not null references identity.duty_assignment,
    days         integer not null check (days between 1 and 92),
    reason       text not null check (char_length(btrim(reason)) between 10 and 2000),
    requester    uuid not null references identity.person,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    state        text not null default 'asked' check (state in ('asked', 'granted', 'refused', 'void', 'withdrawn')),
    asked_at     timestamptz not null,
    closed_at    timestamptz,
    constraint closed_once check ((state = 'asked') = (closed_at is null))
);
create index grant_request_open on access.grant_request (asked_at) where state = 'asked';

create table access.role_grant (
    id           uuid primary key,
    person       uuid not null references identity.person,
    role         text not null references access.role,
    node         uuid not null references servicetree.node,
    assignment   uuid not null references identity.duty_assignment,
    granted_at   timestamptz not null,
    expires_at   timestamptz not null,
    request      uuid unique references access.grant_request,
    approval     uuid unique references approval.approval,
    founding     boolean not null default false,
    reason       text not null,
    ended_at     timestamptz,
    ended_reason text,
    last_used_at timestamptz,
    constraint at_most_three_months check (
        expires_at > granted_at
        and expires_at at time zone 'UTC' <= (granted_at at time zone 'UTC') + interval '3 months'),
    constraint founded_or_approved check (
        founding and request is null and approval is null
        or not founding and request is not null and approval is not null),
    constraint end_has_a_reason check ((ended_at is null) = (ended_reason is null))
);
create index role_grant_by_person on access.role_grant (person) where ended_at is null;
create index role_grant_by_node on access.role_grant (node) where ended_at is null;
create index role_grant_expiring on access.role_grant (expires_at) where ended_at is null;

create trigger raise_epoch_with_grants
    after insert or delete or truncate or update of ended_at on access.role_grant
    for each statement execute function access.raise_epoch();
create trigger raise_epoch_with_actions
    after insert or update or delete or truncate on access.role_action
    for each statement execute function access.raise_epoch();

-- The matrix, the root, the assignment and the approval are asked here too, whatever the program thinks.
create function access.grant_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    role_reach  text;
    held        record;
    place       record;
    asked       access.grant_request;
    may_be_prod boolean;
begin
    if tg_op = 'DELETE' then
        raise exception 'a grant is history and is ended, not deleted' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.person, new.role, new.node, new.assignment, new.granted_at, new.expires_at, new.request,
            new.approval, new.founding, new.reason)
            is distinct from
           (old.id, old.person, old.role, old.node, old.assignment, old.granted_at, old.expires_at, old.request,
            old.approval, old.founding, old.reason) then
            raise exception 'a grant is never changed or renewed; it is asked for anew' using errcode = 'check_violation';
        end if;
        if old.ended_at is not null and (new.ended_at, new.ended_reason) is distinct from (old.ended_at, old.ended_reason) then
            raise exception 'what has ended stays ended' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    select r.reach into role_reach from access.role r where r.name = new.role;
    select d.person, d.duty, d.ended_at into held from identity.published_duty d where d.assignment = new.assignment;
    select n.parent, n.environment into place from servicetree.published_node n where n.id = new.node;
    if held.person is distinct from new.person or held.ended_at is not null then
        raise exception 'a grant names a current duty of its person' using errcode = 'check_violation';
    end if;
    select m.production into may_be_prod from access.duty_role m where m.duty = held.duty and m.role = new.role;
    if may_be_prod is null or (place.environment = 'production' and not may_be_prod) then
        raise exception 'the duty % does not need the role % here', held.duty, new.role using errcode = 'check_violation';
    end if;
    if role_reach <> 'company' and (place.parent is null or role_reach = 'founding') then
        raise exception 'the role % is not granted at the root', new.role using errcode = 'check_violation';
    end if;
    if new.founding then
        if not exists (select from identity.published_founding f where f.open) then
            raise exception 'founding is closed' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    select r.* into asked from access.grant_request r where r.id = new.request;
    if (asked.person, asked.role, asked.node, asked.assignment) is distinct from
       (new.person, new.role, new.node, new.assignment) then
        raise exception 'the grant is not what was asked for' using errcode = 'check_violation';
    end if;
    if not approval.carries(new.approval, new.request, asked.content_hash, new.person) then
        raise exception 'no approval by two others carries this grant' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger grant_is_fit
    before insert or update or delete on access.role_grant
    for each row execute function access.grant_is_fit();

create table access.permit (
    id           uuid primary key,
    kind         text not null check (kind in ('operation', 'emergency')),
    subject      uuid not null,
    executor     uuid not null references identity.person,
    assignment   uuid not null references identity.duty_assignment,
    from_at      timestamptz not null,
    to_at        timestamptz not null,
    steps        text[] not null,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    approval     uuid references approval.approval,
    node         uuid references servicetree.node,
    issued_at    timestamptz not null,
    ended_at     timestamptz,
    ended_reason text,
    constraint window_has_length check (to_at > from_at),
    constraint operation_is_approved check (kind <> 'operation' or approval is not null),
    constraint emergency_is_short check (kind <> 'emergency' or to_at <= from_at + interval '60 minutes'),
    constraint emergency_has_one_node check ((kind = 'emergency') = (node is not null)),
    constraint end_has_a_reason check ((ended_at is null) = (ended_reason is null))
);
create index permit_by_executor on access.permit (executor) where ended_at is null;
create index permit_by_subject on access.permit (subject);

create table access.permit_target (
    permit  uuid not null references access.permit,
    host    uuid not null,
    node    uuid not null references servicetree.node,
    account text not null check (char_length(account) between 1 and 64),
    primary key (permit, host, account)
);
create index permit_target_by_host on access.permit_target (host, account);

create function access.permit_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a permit is history and is ended, not deleted' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.kind, new.subject, new.executor, new.assignment, new.from_at, new.to_at, new.steps,
            new.content_hash, new.approval, new.node, new.issued_at)
            is distinct from
           (old.id, old.kind, old.subject, old.executor, old.assignment, old.from_at, old.to_at, old.steps,
            old.content_hash, old.approval, old.node, old.issued_at) or old.ended_at is not null then
            raise exception 'a permit only ends, once' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if not exists (select from identity.published_duty d
                   where d.assignment = new.assignment and d.person = new.executor and d.ended_at is null) then
        raise exception 'a permit names a current duty of its executor' using errcode = 'check_violation';
    end if;
    if new.kind = 'operation'
        and not approval.carries(new.approval, new.subject, new.content_hash, new.executor) then
        raise exception 'no approval by two others carries this permit' using errcode = 'check_violation';
    end if;
    if new.kind = 'emergency' and exists (select from identity.published_founding f where f.open) then
        raise exception 'no emergency before founding is closed' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger permit_is_fit
    before insert or update or delete on access.permit
    for each row execute function access.permit_is_fit();

create function access.target_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    permit access.permit;
begin
    if tg_op <> 'INSERT' then
        raise exception 'the targets of a permit never change' using errcode = 'insufficient_privilege';
    end if;
    select p.* into permit from access.permit p where p.id = new.permit;
    if permit.kind = 'emergency' and permit.node is distinct from new.node then
        raise exception 'an emergency covers one node' using errcode = 'check_violation';
    end if;
    if exists (select from identity.published_founding f where f.open)
        and exists (select from servicetree.published_node n where n.id = new.node and n.environment = 'production') then
        raise exception 'nothing on production before founding is closed' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger target_is_fit
    before insert or update or delete on access.permit_target
    for each row execute function access.target_is_fit();

-- Targets are complete once the permit's transaction is committed: a later statement cannot widen it.
create function access.targets_come_with_the_permit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not exists (select from access.permit p
                   where p.id = new.permit and p.xmin = pg_current_xact_id()::xid) then
        raise exception 'the targets of a permit never change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger targets_come_with_the_permit
    before insert on access.permit_target
    for each row execute function access.targets_come_with_the_permit();

revoke delete on access.role_grant, access.grant_request, access.permit from bastide_app;
revoke update, delete on access.permit_target from bastide_app;
