-- The inventory hangs on the service tree; founding pins exist only while founding is open; views for the rooms above.
alter table asset.host add constraint host_stands_on_a_node foreign key (node_id) references servicetree.node;

create view asset.published_host as
select id, node_id, name, kind, retired_at is not null as retired from asset.host;

create function asset.pin_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.source = 'founding' and not exists (select from identity.published_founding f where f.open) then
        raise exception 'founding is closed: a host key needs two people' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger pin_is_fit before insert on asset.host_pin
    for each row execute function asset.pin_is_fit();
