-- The one directory that is read by LDAP. Its mark binds all that says whom we believe, and whether people looked at what
-- the first run would do.
create table identity.ldap_source (
    single boolean primary key default true check (single),
    host text not null check (length(host) between 1 and 253),
    port integer not null check (port between 1 and 65535),
    security text not null check (security in ('tls', 'starttls')),
    authority text not null check (length(authority) <= 100000),
    reader text not null check (length(reader) between 1 and 1000),
    password_sealed bytea not null,
    search_root text not null check (length(search_root) <= 1000),
    filter text not null check (length(filter) between 1 and 2000),
    names text[] not null check (cardinality(names) = 8 and array_position(names, null) is null),
    machine uuid not null references identity.person,
    share_max integer not null check (share_max between 1 and 100),
    begun boolean not null,
    confirmed_plan text not null check (confirmed_plan ~ '^([0-9a-f]{64})?$'),
    changed_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32)
);

-- How its last run ended. Tells people, decides nothing.
create table identity.ldap_standing (
    single boolean primary key default true check (single),
    outcome text not null check (outcome in ('done', 'stopped', 'failed')),
    reason_key text not null,
    reason_args text[] not null check (array_position(reason_args, null) is null),
    ran_at timestamptz not null,
    well_at timestamptz,
    told_at timestamptz
);
