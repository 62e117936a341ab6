-- The service tree. Adjacency is the only truth; everything else is computed from it.
create schema if not exists servicetree;

create table servicetree.node (
    id           uuid primary key,
    parent       uuid references servicetree.node,
    name         text not null check (name ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
    owner        uuid not null references identity.person,
    environment  text not null check (environment in ('production', 'staging', 'test')),
    tier         integer not null check (tier between 1 and 3),
    inherit_stop boolean not null default false,
    customer     text check (char_length(customer) between 1 and 120),
    planted_at   timestamptz not null,
    unique nulls not distinct (parent, name),
    constraint not_its_own_parent check (parent is null or parent <> id)
);
create unique index one_root on servicetree.node ((true)) where parent is null;
create index node_by_parent on servicetree.node (parent);
create index node_by_owner on servicetree.node (owner);

-- Raised with every change, before it: the row lock makes changes of the tree come one after the other.
create table servicetree.tree_version (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);
insert into servicetree.tree_version (version) values (0);

create function servicetree.raise_version() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    update servicetree.tree_version set version = version + 1;
    return null;
end
$$;

create trigger raise_version
    before insert or update or delete or truncate on servicetree.node
    for each statement execute function servicetree.raise_version();

create function servicetree.tree_stays_a_tree() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if exists (
        with recursive above(id, parent) as (
            select n.id, n.parent from servicetree.node n where n.id = new.parent
            union
            select n.id, n.parent from servicetree.node n join above a on n.id = a.parent
        )
        select from above where id = new.id) then
        raise exception 'a node cannot lie below itself' using errcode = 'check_violation';
    end if;
    if new.environment <> 'production' and exists (
        select from servicetree.node p where p.id = new.parent and p.environment = 'production') then
        raise exception 'what lies below production is production' using errcode = 'check_violation';
    end if;
    if new.environment = 'production' and exists (
        select from servicetree.node c where c.parent = new.id and c.environment <> 'production') then
        raise exception 'what lies below production is production' using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger tree_stays_a_tree
    after insert or update of parent, environment on servicetree.node
    for each row execute function servicetree.tree_stays_a_tree();

-- What is to become of a node once it is approved.
create table servicetree.proposal (
    id           uuid primary key,
    node         uuid not null references servicetree.node,
    parent       uuid references servicetree.node,
    name         text not null,
    owner        uuid not null references identity.person,
    environment  text not null check (environment in ('production', 'staging', 'test')),
    tier         integer not null check (tier between 1 and 3),
    inherit_stop boolean not null,
    customer     text,
    reason       text not null check (char_length(btrim(reason)) between 10 and 2000),
    requester    uuid not null references identity.person,
    state        text not null default 'asked' check (state in ('asked', 'applied', 'refused', 'void')),
    asked_at     timestamptz not null,
    closed_at    timestamptz,
    constraint closed_once check ((state = 'asked') = (closed_at is null))
);
create unique index one_open_proposal on servicetree.proposal (node) where state = 'asked';

create view servicetree.published_version as
    select version from servicetree.tree_version;

create view servicetree.published_node as
    select id, parent, name, owner, environment, tier, inherit_stop, customer from servicetree.node;
