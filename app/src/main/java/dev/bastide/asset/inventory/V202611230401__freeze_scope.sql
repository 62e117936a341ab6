-- What the company ran on each day, as it was found: frozen once a day, its hash in the record.
create table asset.scope_snapshot (
    day       date primary key,
    taken_at  timestamptz not null,
    living    integer not null check (living >= 0),
    unclaimed integer not null check (unclaimed between 0 and living),
    overdue   integer not null check (overdue between 0 and unclaimed),
    members   uuid[] not null,
    hash      bytea not null check (octet_length(hash) = 32)
);

create trigger scope_snapshot_is_append_only before update or delete on asset.scope_snapshot
    for each row execute function asset.refuse_asset_history();
