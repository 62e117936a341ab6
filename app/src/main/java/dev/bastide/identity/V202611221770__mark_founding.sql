-- Who founds, that founding opened again, and that it ended decide over everything else: each bears the program's mark. The
-- first period bears none for its opening: it comes with the schema.
alter table identity.founding_period add column opened_mark bytea check (octet_length(opened_mark) = 32);
alter table identity.founding_period add column ready_mark bytea check (octet_length(ready_mark) = 32);
alter table identity.founding_period add column closed_mark bytea check (octet_length(closed_mark) = 32);
alter table identity.founder add column mark bytea check (octet_length(mark) = 32);
alter table identity.first_administrator_link add column mark bytea check (octet_length(mark) = 32);

-- A link that has ended opens nothing again.
create trigger ended_stays_ended before update on identity.first_administrator_link
    for each row when (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
    execute function identity.ended_stays_ended();

-- Periods follow each other: one far ahead would leave a recovery no number.
create function identity.founding_follows() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    if new.number <> (select max(p.number) + 1 from identity.founding_period p) then
        raise exception 'a founding period follows the last one' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger founding_follows before insert on identity.founding_period
    for each row execute function identity.founding_follows();
