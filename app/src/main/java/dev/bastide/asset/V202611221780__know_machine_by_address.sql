-- A host at the same address and port is the same machine whatever key it shows: sshd has one key of each type, and with
-- the one that is not pinned yet a production machine could be registered again as a test host.
create function asset.canonical_address(address text) returns text
    language plpgsql immutable strict parallel safe
    set search_path = pg_catalog
as $$
begin
    if address ~ ':' or address ~ '^[0-9.]+$' then
        return regexp_replace(host(address::inet), '^::ffff:([0-9.]+)$', '\1');
    end if;
    return rtrim(lower(address), '.');
exception
    when invalid_text_representation then
        return rtrim(lower(address), '.');
end
$$;

create index host_by_canonical_address on asset.host (asset.canonical_address(address), port);

create function asset.same_machine(of_host uuid, of_key text) returns setof uuid
    language sql stable
    set search_path = pg_catalog
as $$
    select host.id
    from asset.pinned_key other
    join asset.host host on host.id = other.host_id and host.retired_at is null
    where other.fingerprint = of_key and host.id <> of_host
    union
    select other.id
    from asset.host host
    join asset.host other on asset.canonical_address(other.address) = asset.canonical_address(host.address)
        and other.port = host.port and other.id <> host.id and other.retired_at is null
    where host.id = of_host
$$;

create or replace function asset.same_machine_is_seen() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    pin record;
begin
    if not new.confirmed or new.same_machine_seen then
        return null;
    end if;
    select p.host_id, p.fingerprint, asset.canonical_address(h.address) || ' ' || h.port as place into pin
    from asset.host_pin p join asset.host h on h.id = p.host_id where p.id = new.pin_id;
    -- Of two verdicts at the same time the second sees the first.
    perform pg_advisory_xact_lock(hashtextextended(pin.fingerprint, 0));
    perform pg_advisory_xact_lock(hashtextextended(pin.place, 0));
    if exists (select from asset.same_machine(pin.host_id, pin.fingerprint)) then
        raise exception 'another host is the same machine, and nobody said that he has seen it'
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;
