-- What a scan finds belongs to an asset of the book, and a port that opened says whether anybody had a permit to work there.
alter table asset.scan_hit add column asset_id uuid references asset.asset;
alter table asset.scan_event add column asset_id uuid references asset.asset;
alter table asset.scan_event add column approved boolean;
alter table asset.scan_event add constraint only_what_opened_is_approved check (approved is null or kind = 'port');
create index scan_hit_by_asset on asset.scan_hit (asset_id, run_id);
