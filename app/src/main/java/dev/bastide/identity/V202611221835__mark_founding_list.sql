-- The acts of founding and their ratifications, until the program closes it, bear its mark too. They are written once, as
-- before; a row of an older release is given its mark once.
alter table identity.founding_act add column mark bytea check (octet_length(mark) = 32);
alter table identity.founding_ratification add column mark bytea check (octet_length(mark) = 32);

create or replace function identity.written_once() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(old) -> 'mark') = 'null'::jsonb
        and (to_jsonb(new) - 'mark') = (to_jsonb(old) - 'mark') then
        return new;
    end if;
    raise exception '% is written once', tg_table_name;
end $$;
