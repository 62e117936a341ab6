-- A host key that is pinned on another host already belongs to the same machine. It may serve both, but whoever confirms
-- says that he has seen it: registered again as a test host, a production machine would need no permit.
alter table asset.host_pin_verdict add same_machine_seen boolean not null default false;

create index host_pin_by_fingerprint on asset.host_pin (fingerprint);

create function asset.same_machine_is_seen() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    pin record;
begin
    if not new.confirmed or new.same_machine_seen then
        return null;
    end if;
    select host_id, fingerprint into pin from asset.host_pin where id = new.pin_id;
    -- Of two verdicts at the same time the second sees the first.
    perform pg_advisory_xact_lock(hashtextextended(pin.fingerprint, 0));
    if exists (
        select from asset.pinned_key other
        join asset.host host on host.id = other.host_id and host.retired_at is null
        where other.fingerprint = pin.fingerprint and other.host_id <> pin.host_id
    ) then
        raise exception 'the same key is pinned on another host, and nobody said that he has seen it'
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create trigger same_machine_is_seen after insert on asset.host_pin_verdict
    for each row execute function asset.same_machine_is_seen();
