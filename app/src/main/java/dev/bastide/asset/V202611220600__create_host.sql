-- Hosts, their accounts and credentials, and the keys two people pinned. Nothing is trusted on first use.
create schema asset;

create table asset.host (
    id             uuid primary key,
    node_id        uuid not null,
    name           text not null unique check (name ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
    address        text not null check (address ~ '^[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}$'),
    port           integer not null check (port between 1 and 65535),
    kind           text not null check (kind in ('host', 'network_device')),
    customer       text check (customer = btrim(customer) and length(customer) between 1 and 200),
    console_note   text not null default '' check (length(console_note) <= 2000),
    config_command text not null default '' check (config_command !~ '[[:cntrl:]]' and length(config_command) <= 500),
    founding       boolean not null,
    added_by       uuid,
    added_at       timestamptz not null,
    retired_at     timestamptz,
    check (retired_at >= added_at),
    unique (address, port)
);

create index host_by_node on asset.host (node_id);

create table asset.account (
    host_id         uuid not null references asset.host,
    name            text not null check (name ~ '^[A-Za-z_][A-Za-z0-9_.-]{0,63}$'),
    credential_kind text not null check (credential_kind in ('key', 'certificate')),
    primary key (host_id, name)
);

-- A key the bastion holds for one account; the newest one serves, older ones stay as history.
create table asset.account_key (
    id          uuid primary key,
    host_id     uuid not null,
    account     text not null,
    sealed      bytea not null,
    public_line text not null check (public_line ~ '^[a-z0-9-]+ [A-Za-z0-9+/=]+$'),
    imported    boolean not null,
    made_by     uuid,
    made_at     timestamptz not null,
    foreign key (host_id, account) references asset.account
);

create index account_key_by_account on asset.account_key (host_id, account, made_at desc);

-- The SSH certificate authority; one line, its private part sealed by the vault.
create table asset.ssh_authority (
    id          uuid primary key,
    sealed      bytea not null,
    public_line text not null,
    made_at     timestamptz not null
);

create sequence asset.certificate_serial;

-- A proposed host key. It is trusted only once a second person has confirmed it, or when it is an act of founding.
create table asset.host_pin (
    id          uuid primary key,
    host_id     uuid not null references asset.host,
    key_type    text not null,
    key_base64  text not null check (length(key_base64) <= 4096),
    fingerprint text not null check (fingerprint ~ '^SHA256:[A-Za-z0-9+/]{43}$'),
    source      text not null check (source in ('pasted', 'scanned', 'founding')),
    proposed_by uuid,
    proposed_at timestamptz not null,
    unique (id, proposed_by),
    check (source = 'founding' or proposed_by is not null)
);

create index host_pin_by_host on asset.host_pin (host_id);

-- The second pair of eyes. The proposer stands in the row so that the database itself sees two people.
create table asset.host_pin_verdict (
    pin_id      uuid primary key,
    proposed_by uuid not null,
    decided_by  uuid not null,
    confirmed   boolean not null,
    note        text not null check (length(note) <= 2000),
    decided_at  timestamptz not null,
    constraint pin_needs_two_people check (decided_by <> proposed_by),
    foreign key (pin_id, proposed_by) references asset.host_pin (id, proposed_by)
);

create table asset.host_pin_end (
    pin_id   uuid primary key references asset.host_pin,
    ended_by uuid not null,
    reason   text not null check (length(btrim(reason)) between 1 and 2000),
    ended_at timestamptz not null
);

create view asset.pinned_key as
select pin.id as pin_id, pin.host_id, pin.key_type, pin.key_base64, pin.fingerprint
from asset.host_pin pin
left join asset.host_pin_verdict verdict on verdict.pin_id = pin.id
left join asset.host_pin_end ended on ended.pin_id = pin.id
where ended.pin_id is null
  and (pin.source = 'founding' or coalesce(verdict.confirmed, false));

create function asset.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'a host key''s history is append only: % on % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger host_pin_is_append_only before update or delete on asset.host_pin
    for each row execute function asset.refuse_change();
create trigger host_pin_verdict_is_append_only before update or delete on asset.host_pin_verdict
    for each row execute function asset.refuse_change();
create trigger host_pin_end_is_append_only before update or delete on asset.host_pin_end
    for each row execute function asset.refuse_change();
