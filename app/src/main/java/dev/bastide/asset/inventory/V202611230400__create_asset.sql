-- What the company runs: one identity for each thing, whoever found it, with somebody who answers for it. Hosts are assets of
-- the same id. Nothing is deleted: what is gone is retired, what was seen twice is merged, and both stay to be read.
create table asset.site (
    id         uuid primary key,
    name       text not null check (name = btrim(name) and length(name) between 1 and 120 and name !~ '[[:cntrl:]]'),
    node_id    uuid not null references servicetree.node,
    owner      uuid not null references identity.person,
    customer   text check (customer = btrim(customer) and length(customer) between 1 and 120),
    added_by   uuid,
    added_at   timestamptz not null,
    retired_at timestamptz check (retired_at >= added_at),
    mark       bytea not null check (octet_length(mark) = 32)
);

create unique index site_by_name on asset.site (lower(name)) where retired_at is null;

-- Where a site's machines have their addresses, and who answers for what turns up there.
create table asset.site_range (
    id       uuid primary key,
    site_id  uuid not null references asset.site,
    network  cidr not null,
    node_id  uuid not null references servicetree.node,
    owner    uuid not null references identity.person,
    added_by uuid,
    added_at timestamptz not null,
    ended_at timestamptz check (ended_at >= added_at),
    mark     bytea not null check (octet_length(mark) = 32)
);

create unique index site_range_once on asset.site_range (site_id, network) where ended_at is null;
create index site_range_by_network on asset.site_range using gist (network inet_ops) where ended_at is null;

create table asset.asset (
    id             uuid primary key,
    kind           text not null check (kind in ('host', 'network_device', 'database', 'service', 'domain', 'certificate',
                       'image', 'repository', 'data_set', 'saas')),
    name           text not null check (name = btrim(name) and length(name) between 1 and 253 and name !~ '[[:cntrl:]]'),
    node_id        uuid not null references servicetree.node,
    owner          uuid not null references identity.person,
    state          text not null check (state in ('known', 'unclaimed', 'retired')),
    exposure       text not null check (exposure in ('internal', 'public')),
    customer       text check (customer = btrim(customer) and length(customer) between 1 and 200),
    site_id        uuid references asset.site,
    classification text check (classification in ('public', 'internal', 'confidential', 'secret')),
    customer_data  boolean,
    end_of_life    date,
    expires_at     timestamptz,
    note           text not null default '' check (length(note) <= 2000),
    source         text not null check (source ~ '^[a-z][a-z0-9-]{0,39}$'),
    added_by       uuid,
    added_at       timestamptz not null,
    first_seen     timestamptz not null,
    last_seen      timestamptz,
    decide_by      timestamptz,
    claimed_by     uuid,
    claimed_at     timestamptz,
    retired_at     timestamptz check (retired_at >= added_at),
    retired_by     uuid,
    retired_why    text check (length(btrim(retired_why)) between 1 and 2000),
    merged_into    uuid references asset.asset,
    mark           bytea check (octet_length(mark) = 32),
    constraint a_data_set_says_what_it_holds check (
        (kind = 'data_set') = (classification is not null) and (kind = 'data_set') = (customer_data is not null)),
    constraint an_unclaimed_asset_is_decided_in_time check ((state = 'unclaimed') <= (decide_by is not null)),
    constraint who_retires_says_why check (
        (state = 'retired') = (retired_at is not null) and (retired_at is null) = (retired_why is null)),
    constraint only_what_is_retired_was_merged check (merged_into is null or state = 'retired'),
    constraint nothing_is_merged_into_itself check (merged_into <> id),
    constraint a_claim_has_its_time check ((claimed_by is null) = (claimed_at is null)),
    constraint nobody_claims_and_leaves_unclaimed check (state <> 'unclaimed' or claimed_by is null)
);

create unique index asset_by_name on asset.asset (node_id, lower(name)) where state <> 'retired';
create index asset_by_owner on asset.asset (owner) where state <> 'retired';
create index asset_by_site on asset.asset (site_id) where state <> 'retired';

-- By what an asset is known again. The strong kinds name one asset; an address may wander from one to another.
create table asset.asset_key (
    id         uuid primary key,
    asset_id   uuid not null references asset.asset,
    kind       text not null check (kind in ('agent', 'cloud', 'ssh_key', 'serial', 'mac', 'certificate', 'name', 'address')),
    value      text not null check (length(value) between 1 and 400 and value !~ '[[:cntrl:]]'),
    site_id    uuid references asset.site,
    source     text not null check (source ~ '^[a-z][a-z0-9-]{0,39}$'),
    first_seen timestamptz not null,
    last_seen  timestamptz not null check (last_seen >= first_seen),
    ended_at   timestamptz
);

create unique index a_strong_key_names_one_asset on asset.asset_key (kind, value)
    where ended_at is null and kind in ('agent', 'cloud', 'ssh_key', 'serial', 'mac', 'name');
create index asset_key_by_value on asset.asset_key (value, kind) where ended_at is null;
create index asset_key_by_asset on asset.asset_key (asset_id);

-- Two that were found to be one. Undone, they are never merged again by themselves.
create table asset.asset_merge (
    id          uuid primary key,
    survivor    uuid not null references asset.asset,
    loser       uuid not null references asset.asset,
    rule        text not null check (length(rule) between 1 and 500),
    moved_keys  uuid[] not null,
    loser_state text not null check (loser_state in ('known', 'unclaimed')),
    merged_by   uuid,
    merged_at   timestamptz not null,
    undone_by   uuid,
    undone_at   timestamptz check (undone_at >= merged_at),
    undone_why  text check (length(btrim(undone_why)) between 1 and 2000),
    check (survivor <> loser),
    constraint who_takes_a_merge_back_says_why check (
        (undone_at is null) = (undone_why is null) and (undone_at is null) = (undone_by is null))
);

create index asset_merge_by_survivor on asset.asset_merge (survivor);
create index asset_merge_by_loser on asset.asset_merge (loser);

create table asset.relation (
    id       uuid primary key,
    from_id  uuid not null references asset.asset,
    to_id    uuid not null references asset.asset,
    kind     text not null check (kind in ('runs_on', 'part_of', 'depends_on', 'connects_to', 'serves', 'stored_on')),
    added_by uuid,
    added_at timestamptz not null,
    ended_at timestamptz,
    ended_by uuid,
    check (from_id <> to_id)
);

create unique index relation_once on asset.relation (from_id, to_id, kind) where ended_at is null;
create index relation_by_target on asset.relation (to_id) where ended_at is null;

-- What happened to an asset, for whoever reads its page; the record has the same under its id.
create table asset.asset_event (
    id          uuid primary key,
    asset_id    uuid not null references asset.asset,
    happened_at timestamptz not null,
    by_person   uuid,
    kind        text not null check (kind ~ '^[a-z][a-z-]{1,39}$'),
    detail      text not null check (length(detail) <= 2000)
);

create index asset_event_by_asset on asset.asset_event (asset_id, happened_at);

-- One look at the net, a file of leases or somebody's report: what it saw, and what was decided of each thing.
create table asset.discovery_run (
    id         uuid primary key,
    source     text not null check (source ~ '^[a-z][a-z0-9-]{0,39}$'),
    title      text not null check (length(title) between 1 and 300 and title !~ '[[:cntrl:]]'),
    site_id    uuid references asset.site,
    run_by     uuid,
    started_at timestamptz not null,
    ended_at   timestamptz check (ended_at >= started_at),
    complete   boolean not null default false,
    seen       integer not null default 0 check (seen >= 0),
    fresh      integer not null default 0 check (fresh between 0 and seen),
    constraint only_what_ended_is_complete check (not complete or ended_at is not null)
);

create index discovery_run_by_site on asset.discovery_run (site_id, ended_at desc);

create table asset.discovery_hit (
    run_id   uuid not null references asset.discovery_run,
    asset_id uuid not null references asset.asset,
    outcome  text not null check (outcome in ('known', 'unclaimed', 'merged')),
    rule     text not null check (length(rule) <= 500),
    seen_at  timestamptz not null,
    primary key (run_id, asset_id)
);

create index discovery_hit_by_asset on asset.discovery_hit (asset_id, seen_at desc);

-- What changed in what the company shows to the net.
create table asset.surface_event (
    id         uuid primary key,
    asset_id   uuid not null references asset.asset,
    kind       text not null check (kind in ('host_new', 'port_new', 'certificate_new', 'banner_changed', 'service_gone',
                   'host_gone', 'subdomain_new')),
    protocol   text check (protocol in ('tcp', 'udp')),
    port       integer check (port between 1 and 65535),
    was        text check (length(was) <= 2000),
    now_is     text check (length(now_is) <= 2000),
    run_id     uuid references asset.discovery_run,
    -- Whether an approved change explains it; unknown where nobody was asked.
    approved   boolean,
    seen_at    timestamptz not null,
    check ((port is null) = (protocol is null))
);

create index surface_event_by_time on asset.surface_event (seen_at desc);
create index surface_event_by_asset on asset.surface_event (asset_id, seen_at desc);

-- Its owner says four times a year that an asset is his and is described as it is.
create table asset.attestation (
    id          uuid primary key,
    asset_id    uuid not null references asset.asset,
    attested_by uuid not null references identity.person,
    attested_at timestamptz not null,
    right_as_is boolean not null,
    note        text not null check (length(note) <= 2000),
    mark        bytea not null check (octet_length(mark) = 32),
    constraint who_objects_says_what_is_wrong check (right_as_is or length(btrim(note)) > 0)
);

create index attestation_by_asset on asset.attestation (asset_id, attested_at desc);

-- The hosts that are there already: known, answered for by the head of their node.
insert into asset.asset (id, kind, name, node_id, owner, state, exposure, customer, source, added_by, added_at, first_seen,
    retired_at, retired_why)
select host.id, host.kind, host.name, host.node_id, node.owner, case when host.retired_at is null then 'known' else 'retired' end,
    'internal', host.customer, 'host', host.added_by, host.added_at, host.added_at, host.retired_at,
    case when host.retired_at is not null then 'retired as a host' end
from asset.host host
join servicetree.published_node node on node.id = host.node_id;

alter table asset.host add constraint a_host_is_an_asset foreign key (id) references asset.asset;

-- Whether nobody answers for it: it is unclaimed or gone, or whoever answered for it is no longer here.
create function asset.is_quarantined(asked uuid) returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog
as $$
    select not exists (
        select from asset.asset a
        join identity.published_person p on p.id = a.owner and p.active
        where a.id = asked and a.state = 'known')
$$;

create view asset.published_asset as
select a.id, a.kind, a.name, a.node_id, a.owner, a.state, a.exposure, a.customer, a.site_id, a.classification,
    a.customer_data, a.end_of_life, a.expires_at, a.first_seen, a.last_seen, a.merged_into
from asset.asset a;

create function asset.asset_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'UPDATE' then
        if (new.id, new.added_at, new.first_seen, new.source) is distinct from (old.id, old.added_at, old.first_seen, old.source) then
            raise exception 'what an asset is known by stays as it is' using errcode = 'check_violation';
        end if;
        if old.state = 'known' and new.state = 'unclaimed' then
            raise exception 'what somebody answers for does not become unclaimed' using errcode = 'check_violation';
        end if;
        if old.state = 'unclaimed' and new.state = 'known' and new.claimed_by is null then
            raise exception 'an unclaimed asset is claimed by a person' using errcode = 'check_violation';
        end if;
        if old.state = 'retired' and new.state <> 'retired' and old.merged_into is null then
            raise exception 'what was retired stays retired' using errcode = 'check_violation';
        end if;
        if old.kind = new.kind and old.owner = new.owner and old.state = new.state then
            return new;
        end if;
    end if;
    if new.state <> 'retired' and not exists (
        select from identity.published_person p where p.id = new.owner and p.active and p.kind = 'human') then
        raise exception 'an asset is answered for by a person who is here' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger asset_is_fit before insert or update on asset.asset
    for each row execute function asset.asset_is_fit();

create function asset.attestation_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not exists (select from asset.asset a
        where a.id = new.asset_id and a.owner = new.attested_by and a.state = 'known') then
        raise exception 'only its owner attests an asset' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger attestation_is_fit before insert on asset.attestation
    for each row execute function asset.attestation_is_fit();

create function asset.refuse_asset_history() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'what happened to an asset is never rewritten: % on % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger asset_is_never_deleted before delete on asset.asset
    for each row execute function asset.refuse_asset_history();
create trigger asset_key_is_never_deleted before delete on asset.asset_key
    for each row execute function asset.refuse_asset_history();
create trigger asset_event_is_append_only before update or delete on asset.asset_event
    for each row execute function asset.refuse_asset_history();
create trigger surface_event_is_append_only before delete on asset.surface_event
    for each row execute function asset.refuse_asset_history();
create trigger surface_event_is_only_explained before update on asset.surface_event
    for each row when (old.approved is not null
        or (to_jsonb(new) - 'approved') is distinct from (to_jsonb(old) - 'approved'))
    execute function asset.refuse_asset_history();
create trigger attestation_is_append_only before update or delete on asset.attestation
    for each row execute function asset.refuse_asset_history();
create trigger asset_merge_is_never_deleted before delete on asset.asset_merge
    for each row execute function asset.refuse_asset_history();
create trigger asset_merge_is_only_taken_back before update on asset.asset_merge
    for each row when (old.undone_at is not null
        or (to_jsonb(new) - '{undone_at,undone_by,undone_why}'::text[])
            is distinct from (to_jsonb(old) - '{undone_at,undone_by,undone_why}'::text[]))
    execute function asset.refuse_asset_history();

-- When something was last seen is written without a record, and decides nothing.
select audit.prove_rows('asset.asset', '{id}', '{last_seen}');
select audit.prove_rows('asset.asset_key', '{id}', '{last_seen}');
select audit.prove_rows('asset.asset_merge', '{id}', '{}');
select audit.prove_rows('asset.attestation', '{id}', '{}');
