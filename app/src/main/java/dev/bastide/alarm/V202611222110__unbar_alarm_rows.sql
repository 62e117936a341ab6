-- Whoever can write rows without the master key must not stop the ones that the program writes: not by a value that no
-- reader can read, not by taking a key, not by locking a row.

-- A time without an end, or an empty place in a list, is written by nobody who means it. Rows of before stay as they are;
-- the program reads past those that it cannot read.
alter table alarm.alarm
    add constraint alarm_readable check (isfinite(raised_at) and array_position(reason_args, null) is null) not valid;
alter table alarm.tally
    add constraint tally_readable check (isfinite(hour) and isfinite(last_at)) not valid;
alter table alarm.telling
    add constraint telling_readable
        check (isfinite(at) and array_position(passed, null) is null and step <= 100000000) not valid;
alter table alarm.delivery add constraint delivery_readable check (isfinite(at)) not valid;
alter table alarm.acknowledgement add constraint acknowledgement_readable check (isfinite(at)) not valid;
alter table alarm.resolution add constraint resolution_readable check (isfinite(at)) not valid;
alter table alarm.patience
    add constraint patience_readable check (isfinite(set_at) and array_position(minutes, null) is null) not valid;
alter table alarm.shift
    add constraint shift_readable check (isfinite(from_at) and isfinite(to_at) and isfinite(entered_at)) not valid;
alter table alarm.shift_end add constraint shift_end_readable check (isfinite(at)) not valid;
alter table alarm.handover add constraint handover_readable check (isfinite(at)) not valid;
alter table alarm.handover_answer add constraint handover_answer_readable check (isfinite(at)) not valid;
alter table alarm.problem add constraint problem_readable check (isfinite(opened_at)) not valid;
alter table alarm.problem_step add constraint problem_step_readable check (isfinite(at)) not valid;

-- An alarm that somebody has and that goes on happening is told again: to who has it, and past him.
alter table alarm.telling drop constraint telling_why_check;
alter table alarm.telling
    add constraint telling_why_check
        check (why in ('raised', 'unacknowledged', 'undelivered', 'recurred', 'unresolved'));

-- A row that is not the program's has another mark, and with that another key. The id of a telling is one that nobody
-- foresees without the master key, so that one step is told once.
alter table alarm.telling drop constraint telling_alarm_step_key;
create index telling_of on alarm.telling (alarm, step);
alter table alarm.delivery drop constraint delivery_pkey;
alter table alarm.delivery add constraint delivery_pkey primary key (telling, person, channel, outcome, mark);
alter table alarm.shift_end drop constraint shift_end_pkey;
alter table alarm.shift_end add constraint shift_end_pkey primary key (shift, mark);
alter table alarm.handover_answer drop constraint handover_answer_pkey;
alter table alarm.handover_answer add constraint handover_answer_pkey primary key (handover, mark);

-- Whether a place is taken, and who holds a shift, is judged by the program among its own rows and under its lock: the
-- database cannot tell them from others, and a foreign row in every place would keep everybody off duty.
drop trigger shifts_do_not_overlap on alarm.shift;
drop function alarm.shifts_do_not_overlap();

create or replace function alarm.handover_fits() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if new.at < (select h.at from alarm.handover h where h.id = new.handover) then
        raise exception 'an answer follows the offer' using errcode = '23514';
    end if;
    return null;
end
$$;

-- A foreign key locks the row it points to, and waits while somebody else has it locked. Alarms and tellings are never
-- removed and keep their ids, so that it is enough to look whether they are there.
alter table alarm.telling drop constraint telling_alarm_fkey;
alter table alarm.tally drop constraint tally_alarm_fkey;
alter table alarm.delivery drop constraint delivery_telling_fkey;

create function alarm.alarm_is_there() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if not exists (select from alarm.alarm a where a.id = new.alarm) then
        raise exception 'there is no such alarm' using errcode = '23503';
    end if;
    return null;
end
$$;

create trigger alarm_is_there after insert on alarm.telling
    for each row execute function alarm.alarm_is_there();
create trigger alarm_is_there after insert on alarm.tally
    for each row execute function alarm.alarm_is_there();

create or replace function alarm.delivery_follows() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
declare
    sent timestamptz;
begin
    select t.at into sent from alarm.telling t where t.id = new.telling;
    if not found then
        raise exception 'there is no such telling' using errcode = '23503';
    end if;
    if new.at < sent then
        raise exception 'nothing is delivered before it was sent' using errcode = '23514';
    end if;
    return null;
end
$$;
