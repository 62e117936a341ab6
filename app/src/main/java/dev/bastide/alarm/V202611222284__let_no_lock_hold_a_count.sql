-- Counting took one row for each alarm and hour, and waited for whoever held it. Now there may be several: who counts takes the
-- first that nobody holds, or begins another, at a place that cannot be foreseen.
alter table alarm.tally add column slot integer not null default 0 check (slot >= 0);
alter table alarm.tally drop constraint tally_pkey;
alter table alarm.tally add primary key (alarm, hour, slot);

create or replace function alarm.tally_only_grows() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'what was counted stays counted' using errcode = '23514';
    end if;
    if (new.alarm, new.hour, new.slot) is distinct from (old.alarm, old.hour, old.slot)
        or new.times < old.times or new.last_at < old.last_at then
        raise exception 'a count only grows' using errcode = '23514';
    end if;
    return new;
end
$$;
