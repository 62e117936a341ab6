-- For the rooms above: whether a host is a network device, work on which needs a permit wherever it stands.
create function asset.is_network_device(host uuid) returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog
as $$
    select coalesce((select h.kind = 'network_device' from asset.host as h where h.id = host), false)
$$;
