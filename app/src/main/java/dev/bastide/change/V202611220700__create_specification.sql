-- Operation specifications: named, versioned, each version approved by two. What was written never changes.
create schema change;

create table change.specification (
    id         uuid primary key,
    name       text not null unique check (name ~ '^[a-z][a-z0-9-]{1,62}$'),
    node_id    uuid not null references servicetree.node,
    created_at timestamptz not null
);

create table change.specification_version (
    id               uuid primary key,
    specification_id uuid not null references change.specification,
    version          integer not null check (version > 0),
    title            text not null check (length(btrim(title)) between 1 and 200),
    purpose          text not null check (purpose in ('change', 'test')),
    production       boolean not null,
    business_days    boolean not null,
    parameters       text[] not null,
    steps            text[] not null check (cardinality(steps) between 1 and 100),
    rollback         text[] not null check (cardinality(rollback) between 1 and 100),
    impact           text not null check (length(btrim(impact)) between 1 and 2000),
    content          text not null,
    content_hash     text not null check (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
    proposed_by      uuid references identity.person,
    proposed_at      timestamptz not null,
    founding         boolean not null,
    state            text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
    approval_id      uuid references approval.approval,
    decided_at       timestamptz,
    unique (specification_id, version),
    constraint a_test_is_not_for_production check (not (production and purpose = 'test')),
    constraint decided_once check ((state = 'proposed') = (decided_at is null)),
    constraint founding_or_proposed_by_a_person check (founding or proposed_by is not null)
);

create function change.no_step_says_nothing(steps text[]) returns boolean
    language sql immutable
    set search_path = pg_catalog
as $$
    select not exists (
        select 1 from unnest(steps) as step
        where step ~ '[[:cntrl:]]'
           or step ~* '^[[:space:][:punct:]]*(n *\/? *a|none|nil|null|nothing|tbd|todo|no|not applicable)?[[:space:][:punct:]]*$')
$$;

alter table change.specification_version
    add constraint every_step_can_be_run check (change.no_step_says_nothing(steps)),
    add constraint every_rollback_can_be_run check (change.no_step_says_nothing(rollback));

-- A version is decided once, and approved only by an approval that carries exactly its content, or by the founding.
create function change.version_is_decided_once() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a specification is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'INSERT' then
        if new.state = 'rejected' or (new.state = 'approved') <> new.founding then
            raise exception 'a version begins by being proposed' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.id, new.specification_id, new.version, new.title, new.purpose, new.production, new.business_days,
        new.parameters, new.steps, new.rollback, new.impact, new.content, new.proposed_by, new.proposed_at, new.founding)
        is distinct from
       (old.id, old.specification_id, old.version, old.title, old.purpose, old.production, old.business_days,
        old.parameters, old.steps, old.rollback, old.impact, old.content, old.proposed_by, old.proposed_at, old.founding)
    then
        raise exception 'a version never changes; propose the next one' using errcode = 'check_violation';
    end if;
    if old.state <> 'proposed' then
        raise exception 'a version is decided once' using errcode = 'check_violation';
    end if;
    if new.state = 'approved'
        and not approval.carries(new.approval_id, new.id, new.content_hash, new.proposed_by) then
        raise exception 'a version is approved by two people, one of them the head' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger version_is_decided_once
    before insert or update or delete on change.specification_version
    for each row execute function change.version_is_decided_once();
