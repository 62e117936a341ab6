-- Every alarm has its ticket, from the transaction on in which it was raised (A82). Where the ticket could not be opened the
-- alarm stands all the same, and a note says in the same transaction that its ticket is owed: it is opened within a minute.
create table alarm.ticketed (
    id uuid primary key,
    alarm uuid not null,
    ticket uuid not null references ticket.ticket,
    at timestamptz not null check (isfinite(at)),
    mark bytea not null check (octet_length(mark) = 32)
);

create index ticketed_alarm on alarm.ticketed (alarm);
create index ticketed_ticket on alarm.ticketed (ticket);

create table alarm.ticket_owed (
    alarm uuid primary key,
    why text not null check (length(why) between 1 and 300),
    at timestamptz not null check (isfinite(at))
);

create index ticket_owed_at on alarm.ticket_owed (at);

-- What a ticket was told of its alarm: that somebody has it, that it ended.
create table alarm.ticket_told (
    alarm uuid not null,
    what text not null check (what in ('taken', 'ended')),
    at timestamptz not null check (isfinite(at)),
    mark bytea not null check (octet_length(mark) = 32),
    primary key (alarm, what, mark)
);

do $$
declare
    kept text;
begin
    foreach kept in array array['ticketed', 'ticket_owed', 'ticket_told'] loop
        execute format('create trigger %1$s_stays before update or delete on alarm.%1$s
            for each row execute function alarm.refuse_rewrite()', kept);
        execute format('create trigger %1$s_is_never_emptied before truncate on alarm.%1$s
            for each statement execute function alarm.refuse_rewrite()', kept);
        execute format('create trigger %1$s_alarm_is_there after insert on alarm.%1$s
            for each row execute function alarm.alarm_is_there()', kept);
    end loop;
end
$$;

create function alarm.alarm_comes_with_its_ticket() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if not exists (select from alarm.ticketed t where t.alarm = new.id)
        and not exists (select from alarm.ticket_owed o where o.alarm = new.id) then
        raise exception 'an alarm comes with its ticket, or with the note that one is owed' using errcode = '23514';
    end if;
    return null;
end
$$;

create constraint trigger alarm_comes_with_its_ticket after insert on alarm.alarm
    deferrable initially deferred for each row execute function alarm.alarm_comes_with_its_ticket();
