-- By its mark the program knows again what it wrote itself: where a host stands and is reached, its accounts, the keys the
-- bastion holds for them, and who pinned which host key. A row without the right mark is as if it were not there.
alter table asset.host add column mark bytea check (octet_length(mark) = 32);
alter table asset.account add column mark bytea check (octet_length(mark) = 32);
alter table asset.account_key add column mark bytea check (octet_length(mark) = 32);
alter table asset.host_pin add column mark bytea check (octet_length(mark) = 32);
alter table asset.host_pin_verdict add column mark bytea check (octet_length(mark) = 32);

-- A host key's history is append only; a row of an older release is given its mark once.
drop trigger host_pin_is_append_only on asset.host_pin;
create trigger host_pin_is_append_only before delete on asset.host_pin
    for each row execute function asset.refuse_change();
create trigger host_pin_only_gets_its_mark before update on asset.host_pin
    for each row when (old.mark is not null or (to_jsonb(new) - 'mark') is distinct from (to_jsonb(old) - 'mark'))
    execute function asset.refuse_change();
drop trigger host_pin_verdict_is_append_only on asset.host_pin_verdict;
create trigger host_pin_verdict_is_append_only before delete on asset.host_pin_verdict
    for each row execute function asset.refuse_change();
create trigger host_pin_verdict_only_gets_its_mark before update on asset.host_pin_verdict
    for each row when (old.mark is not null or (to_jsonb(new) - 'mark') is distinct from (to_jsonb(old) - 'mark'))
    execute function asset.refuse_change();
