-- Operations: what is to be done, by whom, on what, when, why, how it is undone; and everything that became of it.
create table change.operation (
    id           uuid primary key,
    number       bigint generated always as identity unique,
    node_id      uuid not null references servicetree.node,
    production   boolean not null,
    emergency    boolean not null,
    state        text not null check (state in ('draft', 'asked', 'approved', 'running', 'done', 'failed', 'unknown',
                                                'rejected', 'cancelled', 'expired')),
    owner_id     uuid not null references identity.person,
    head_id      uuid not null references identity.person,
    executor_id  uuid not null references identity.person,
    revision_id  uuid not null,
    approval_id  uuid references approval.approval,
    permit_id    uuid,
    window_from  timestamptz,
    window_to    timestamptz,
    cause        text check (cause in ('customer_experience', 'security')),
    belongs_to   text check (length(btrim(belongs_to)) between 3 and 500),
    asked_at     timestamptz not null,
    lapses_at    timestamptz not null,
    changed_at   timestamptz not null,
    unique (id, production, emergency),
    constraint owner_is_not_the_head check (owner_id <> head_id),
    constraint window_ends_after_it_begins check (window_to > window_from),
    constraint open_needs_a_permit check (state not in ('approved', 'running') or permit_id is not null),
    constraint permit_needs_an_approval check (permit_id is null or emergency or approval_id is not null),
    constraint emergency_has_a_cause check (emergency = (cause is not null) and emergency = (belongs_to is not null)),
    constraint emergency_is_not_asked_for check (not emergency or state not in ('draft', 'asked', 'rejected')),
    constraint emergency_is_short check (not emergency or window_to - window_from <= interval '60 minutes')
);

create index operation_by_state on change.operation (state, lapses_at);
create index operation_by_executor on change.operation (executor_id, asked_at desc);

-- What was asked for, each time it was asked anew. Never changed.
create table change.operation_revision (
    id                uuid primary key,
    operation_id      uuid not null,
    revision          integer not null check (revision > 0),
    kind              text not null check (kind in ('request', 'edit', 'extension', 'handover')),
    production        boolean not null,
    emergency         boolean not null,
    purpose           text not null check (purpose in ('change', 'test')),
    account           text not null check (account ~ '^[A-Za-z_][A-Za-z0-9_.-]{0,63}$'),
    spec_version_id   uuid references change.specification_version,
    spec_values       text not null default '',
    reason            text not null check (length(btrim(reason)) between 1 and 2000),
    impact            text not null check (length(btrim(impact)) between 1 and 2000),
    ticket            text not null default '' check (ticket !~ '[[:cntrl:]]' and length(ticket) <= 100),
    owner_id          uuid not null references identity.person,
    executor_id       uuid not null references identity.person,
    window_seconds    bigint not null check (window_seconds between 60 and 259200),
    window_from       timestamptz,
    window_zone       text,
    rehearsal_session uuid,
    rehearsed_at      timestamptz,
    asked_at          timestamptz not null,
    content           text not null,
    content_hash      text not null check (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
    unique (operation_id, revision),
    foreign key (operation_id, production, emergency) references change.operation (id, production, emergency)
        deferrable initially deferred,
    constraint set_window_has_a_zone check ((window_from is null) = (window_zone is null)),
    constraint production_follows_a_specification
        check (not production or emergency or spec_version_id is not null),
    constraint nothing_is_tested_on_production check (not (production and purpose = 'test')),
    constraint production_was_rehearsed
        check (not production or emergency
               or (rehearsal_session is not null and rehearsed_at is not null
                   and rehearsed_at > asked_at - interval '30 days')),
    constraint emergency_is_short check (not emergency or window_seconds <= 3600)
);

alter table change.operation
    add constraint operation_has_a_revision foreign key (revision_id) references change.operation_revision
        deferrable initially deferred;

create table change.operation_target (
    revision_id    uuid not null references change.operation_revision,
    host_id        uuid not null references asset.host,
    node_id        uuid not null references servicetree.node,
    path           text not null,
    network_device boolean not null,
    position       integer not null,
    primary key (revision_id, host_id)
);

create table change.operation_step (
    revision_id uuid not null references change.operation_revision,
    rollback    boolean not null,
    position    integer not null,
    step        text not null check (length(step) <= 2000 and change.no_step_says_nothing(array[step])),
    primary key (revision_id, rollback, position)
);

create table change.operation_impact (
    revision_id uuid not null references change.operation_revision,
    node_id     uuid not null references servicetree.node,
    primary key (revision_id, node_id)
);

-- The story: what was asked, decided, done, refused, in order.
create table change.operation_event (
    id           bigint generated always as identity primary key,
    operation_id uuid not null references change.operation,
    at           timestamptz not null,
    who          text not null,
    person_id    uuid references identity.person,
    kind         text not null check (kind ~ '^[a-z-]{3,40}$'),
    args         text[] not null default '{}',
    quote        text not null default ''
);

create index event_by_operation on change.operation_event (operation_id, id);

create function change.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'what was asked for and what became of it is append only: % on % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger revision_is_append_only before update or delete on change.operation_revision
    for each row execute function change.refuse_change();
create trigger target_is_append_only before update or delete on change.operation_target
    for each row execute function change.refuse_change();
create trigger step_is_append_only before update or delete on change.operation_step
    for each row execute function change.refuse_change();
create trigger impact_is_append_only before update or delete on change.operation_impact
    for each row execute function change.refuse_change();
create trigger event_is_append_only before update or delete on change.operation_event
    for each row execute function change.refuse_change();

-- A revision is whole: a target, a step, something it touches; a way back and a ticket where they are asked for.
create function change.revision_is_whole() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not exists (select 1 from change.operation_target t where t.revision_id = new.id) then
        raise exception 'an operation names its hosts' using errcode = 'check_violation';
    end if;
    if not exists (select 1 from change.operation_step s where s.revision_id = new.id and not s.rollback) then
        raise exception 'an operation names its steps' using errcode = 'check_violation';
    end if;
    if not exists (select 1 from change.operation_impact i where i.revision_id = new.id) then
        raise exception 'an operation names what it touches' using errcode = 'check_violation';
    end if;
    if new.emergency then
        if (select count(distinct t.node_id) from change.operation_target t where t.revision_id = new.id) > 1 then
            raise exception 'an emergency concerns one node' using errcode = 'check_violation';
        end if;
        return null;
    end if;
    if (new.production or exists (select 1 from change.operation_target t
                                  where t.revision_id = new.id and t.network_device))
        and not exists (select 1 from change.operation_step s where s.revision_id = new.id and s.rollback) then
        raise exception 'an operation has a step that undoes it' using errcode = 'check_violation';
    end if;
    if length(btrim(new.ticket)) = 0
        and exists (select 1 from change.operation_target t where t.revision_id = new.id and t.network_device) then
        raise exception 'work on a network device names its change ticket' using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger revision_is_whole
    after insert on change.operation_revision
    deferrable initially deferred
    for each row execute function change.revision_is_whole();

-- The steps of a production operation come from the newest approved version, never from a superseded one.
create function change.version_is_current() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.spec_version_id is not null and new.kind in ('request', 'edit') and not exists (
        select 1 from change.specification_version v
        where v.id = new.spec_version_id
          and v.state = 'approved'
          and (v.production or not new.production)
          and v.purpose = new.purpose
          and not exists (select 1 from change.specification_version later
                          where later.specification_id = v.specification_id
                            and later.state = 'approved' and later.version > v.version)) then
        raise exception 'the specification version is not the current approved one' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger version_is_current before insert on change.operation_revision
    for each row execute function change.version_is_current();

-- An operation opens only by an approval that carries exactly its current content.
create function change.operation_advances() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    asked change.operation_revision;
begin
    if tg_op = 'DELETE' then
        raise exception 'an operation is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.number, new.node_id, new.production, new.emergency, new.owner_id, new.cause, new.belongs_to)
            is distinct from
           (old.id, old.number, old.node_id, old.production, old.emergency, old.owner_id, old.cause, old.belongs_to) then
            raise exception 'what an operation is never changes' using errcode = 'check_violation';
        end if;
        if old.state in ('done', 'failed', 'unknown', 'rejected', 'cancelled', 'expired') and new.state <> old.state then
            raise exception 'an operation that is % stays so', old.state using errcode = 'check_violation';
        end if;
    end if;
    if new.emergency or new.state not in ('approved', 'running') then
        return null;
    end if;
    select r.* into asked from change.operation_revision r where r.id = new.revision_id and r.operation_id = new.id;
    if asked.executor_id is distinct from new.executor_id
        or not approval.carries(new.approval_id, new.revision_id, asked.content_hash, new.executor_id)
        or not approval.carries(new.approval_id, new.revision_id, asked.content_hash, new.owner_id) then
        raise exception 'an operation opens by the approval of two people, one of them the head'
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger operation_advances
    after insert or update or delete on change.operation
    deferrable initially immediate
    for each row execute function change.operation_advances();
