-- By its mark the program knows again what it wrote itself: who has which duty, who is whose deputy, who is away. A row
-- without the right mark is as if it were not there.
alter table identity.duty_assignment add column mark bytea check (octet_length(mark) = 32);
alter table identity.deputy add column mark bytea check (octet_length(mark) = 32);
alter table identity.leave add column mark bytea check (octet_length(mark) = 32);

-- The history of duties is written once, as before; a row of an older release is given its mark once.
create or replace function identity.keep_duty_history() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a duty assignment is history and is never deleted';
    end if;
    if old.mark is null and (to_jsonb(new) - 'mark') = (to_jsonb(old) - 'mark') then
        return new;
    end if;
    if old.ended_at is not null then
        raise exception 'this duty assignment has ended and stays as it is';
    end if;
    if (new.id, new.person, new.duty, new.started_at, new.made_by, new.mark)
        is distinct from (old.id, old.person, old.duty, old.started_at, old.made_by, old.mark) then
        raise exception 'a duty assignment may only end, not change';
    end if;
    return new;
end $$;

create trigger ended_stays_ended before update on identity.deputy
    for each row when (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
    execute function identity.ended_stays_ended();
create trigger ended_stays_ended before update on identity.leave
    for each row when (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
    execute function identity.ended_stays_ended();
