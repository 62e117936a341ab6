create schema alarm;

-- What went wrong: one row however often it repeats while it is open. Beside a row that this program did not write, the
-- program opens its own: that is the fork.
create table alarm.alarm (
    id uuid primary key,
    number bigint generated always as identity unique,
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    level text not null check (level in ('critical', 'high', 'medium', 'low')),
    node uuid references servicetree.node,
    object text not null check (length(object) between 1 and 300),
    reason_key text not null check (length(reason_key) between 3 and 120),
    reason_args text[] not null,
    path text not null check (path = '' or path = '/' or path ~ '^/[^/]'),
    source text not null check (length(source) between 1 and 120),
    raised_at timestamptz not null,
    fork integer not null check (fork >= 0),
    closed boolean not null default false,
    mark bytea not null check (octet_length(mark) = 32)
);

create unique index alarm_open on alarm.alarm (kind, node, object, fork) nulls not distinct where not closed;
create index alarm_newest on alarm.alarm (raised_at desc, id);
create index alarm_of_node on alarm.alarm (node, kind, raised_at);

-- How often it happened, hour by hour: what the statistics are counted from.
create table alarm.tally (
    alarm uuid not null references alarm.alarm,
    hour timestamptz not null,
    times bigint not null check (times > 0),
    last_at timestamptz not null,
    primary key (alarm, hour),
    check (last_at >= hour and last_at < hour + interval '1 hour')
);

create index tally_hour on alarm.tally (hour);

-- Each time people were told, and why it was their turn; "passed" names the rungs on which nobody was.
create table alarm.telling (
    id uuid primary key,
    alarm uuid not null references alarm.alarm,
    step integer not null check (step >= 0),
    rung text not null check (rung in ('on-duty', 'next', 'head', 'above', 'officer')),
    why text not null check (why in ('raised', 'unacknowledged', 'undelivered')),
    passed text[] not null,
    notice uuid,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    unique (alarm, step)
);

create index telling_newest on alarm.telling (at);

-- Whom it reached, when: evidence.
create table alarm.delivery (
    telling uuid not null references alarm.telling,
    person uuid not null references identity.person,
    channel text not null check (channel in ('inbox', 'mail')),
    outcome text not null check (outcome in ('delivered', 'late', 'failed')),
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    primary key (telling, person, channel, outcome)
);

-- Somebody has it. A row that bears no right mark counts for nothing, and must not keep out the one that does.
create table alarm.acknowledgement (
    id uuid primary key,
    alarm uuid not null references alarm.alarm,
    person uuid not null references identity.person,
    at timestamptz not null,
    method text not null check (method in ('console', 'api')),
    note text not null check (length(note) <= 2000),
    mark bytea not null check (octet_length(mark) = 32)
);

create index acknowledgement_of on alarm.acknowledgement (alarm);

-- How it ended: by a person who says what it was, or by its source.
create table alarm.resolution (
    id uuid primary key,
    alarm uuid not null references alarm.alarm,
    person uuid references identity.person,
    cause text not null
        check (cause in ('source', 'fixed', 'fault', 'overload', 'planned', 'attack', 'false-alarm', 'unknown')),
    told text not null check (length(told) <= 2000),
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    check ((person is null) = (cause = 'source')),
    check (person is null or length(told) > 0)
);

create index resolution_of on alarm.resolution (alarm);

-- How long each rung is waited for, in minutes; the newest row of a level holds. The most is a floor of the protection.
create table alarm.patience (
    id uuid primary key,
    level text not null check (level in ('critical', 'high', 'medium', 'low')),
    minutes integer[] not null,
    set_by uuid not null references identity.person,
    set_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    check (array_ndims(minutes) = 1 and cardinality(minutes) = 5 and 1 <= all (minutes)),
    check (case level when 'critical' then 15 when 'high' then 60 when 'medium' then 240 else 1440 end
        >= all (minutes))
);

-- Who is on duty on a node and all below that has nobody of its own; place 1 is told first.
create table alarm.shift (
    id uuid primary key,
    node uuid not null references servicetree.node,
    person uuid not null references identity.person,
    place integer not null check (place between 1 and 3),
    from_at timestamptz not null,
    to_at timestamptz not null,
    entered_by uuid not null references identity.person,
    entered_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    check (from_at < to_at and to_at <= from_at + interval '31 days')
);

create index shift_of on alarm.shift (node, to_at);

create table alarm.shift_end (
    shift uuid primary key references alarm.shift,
    ended_by uuid not null references identity.person,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32)
);

-- What is left of a shift, offered by who holds it; it is the taker's once he has accepted.
create table alarm.handover (
    id uuid primary key,
    shift uuid not null references alarm.shift,
    giver uuid not null references identity.person,
    taker uuid not null references identity.person,
    note text not null check (length(note) <= 2000),
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    check (giver <> taker),
    unique (id, taker)
);

create index handover_of on alarm.handover (shift);

create table alarm.handover_answer (
    handover uuid primary key,
    taker uuid not null,
    accepted boolean not null,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    foreign key (handover, taker) references alarm.handover (id, taker)
);

create function alarm.refuse_rewrite() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    raise exception '% on % is refused: what was told, answered and on duty stays as it was', tg_op, tg_table_name
        using errcode = '23514';
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array['telling', 'delivery', 'acknowledgement', 'resolution', 'patience', 'shift',
        'shift_end', 'handover', 'handover_answer'] loop
        execute format('create trigger %1$s_stays before update or delete on alarm.%1$s
            for each row execute function alarm.refuse_rewrite()', kept);
        execute format('create trigger %1$s_is_never_emptied before truncate on alarm.%1$s
            for each statement execute function alarm.refuse_rewrite()', kept);
    end loop;
end
$$;

create trigger alarm_is_never_emptied before truncate on alarm.alarm
    for each statement execute function alarm.refuse_rewrite();
create trigger tally_is_never_emptied before truncate on alarm.tally
    for each statement execute function alarm.refuse_rewrite();

create function alarm.alarm_closes_once() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'an alarm is resolved, never removed' using errcode = '23514';
    end if;
    if (new.id, new.number, new.kind, new.level, new.node, new.object, new.reason_key, new.reason_args, new.path,
            new.source, new.raised_at, new.fork, new.mark)
        is distinct from (old.id, old.number, old.kind, old.level, old.node, old.object, old.reason_key,
            old.reason_args, old.path, old.source, old.raised_at, old.fork, old.mark)
        or (old.closed and not new.closed) then
        raise exception 'an alarm stays as it was raised' using errcode = '23514';
    end if;
    if new.closed and not exists (select from alarm.resolution r where r.alarm = new.id) then
        raise exception 'an alarm is closed by its resolution' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger alarm_closes_once before update or delete on alarm.alarm
    for each row execute function alarm.alarm_closes_once();

create function alarm.alarm_begins_open() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if new.closed then
        raise exception 'an alarm begins open' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger alarm_begins_open before insert on alarm.alarm
    for each row execute function alarm.alarm_begins_open();

create function alarm.tally_only_grows() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'what was counted stays counted' using errcode = '23514';
    end if;
    if (new.alarm, new.hour) is distinct from (old.alarm, old.hour)
        or new.times < old.times or new.last_at < old.last_at then
        raise exception 'a count only grows' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger tally_only_grows before update or delete on alarm.tally
    for each row execute function alarm.tally_only_grows();

-- Nobody acknowledges before it was raised, nor after it ended; a person resolves only what somebody had.
create function alarm.answer_fits() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
declare
    raised timestamptz;
begin
    select a.raised_at into raised from alarm.alarm a where a.id = new.alarm;
    if new.at < raised then
        raise exception 'an answer follows the alarm' using errcode = '23514';
    end if;
    if tg_table_name = 'resolution' then
        if new.person is not null
            and not exists (select from alarm.acknowledgement k where k.alarm = new.alarm) then
            raise exception 'nobody has acknowledged this alarm' using errcode = '23514';
        end if;
        update alarm.alarm set closed = true where id = new.alarm and not closed;
    end if;
    return null;
end
$$;

create trigger answer_fits after insert on alarm.acknowledgement
    for each row execute function alarm.answer_fits();
create trigger answer_fits after insert on alarm.resolution
    for each row execute function alarm.answer_fits();

create function alarm.delivery_follows() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    if new.at < (select t.at from alarm.telling t where t.id = new.telling) then
        raise exception 'nothing is delivered before it was sent' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger delivery_follows after insert on alarm.delivery
    for each row execute function alarm.delivery_follows();

-- Two people are not first on duty at once; the lock makes two entries of one node come one after the other.
create function alarm.shifts_do_not_overlap() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('alarm.shift ' || new.node, 0));
    if exists (
        select from alarm.shift s
        where s.node = new.node and s.place = new.place and s.id <> new.id
            and s.from_at < new.to_at and new.from_at < s.to_at
            and not exists (select from alarm.shift_end e where e.shift = s.id)) then
        raise exception 'this place is taken in that time' using errcode = '23P01';
    end if;
    return null;
end
$$;

create trigger shifts_do_not_overlap after insert on alarm.shift
    for each row execute function alarm.shifts_do_not_overlap();

-- Who holds the shift: the last taker who accepted, else whose it was.
create function alarm.handover_fits() returns trigger
language plpgsql
set search_path = alarm, pg_temp
as $$
declare
    offered alarm.handover;
    holder uuid;
begin
    select h.* into offered from alarm.handover h where h.id = new.handover;
    select coalesce(
        (select a.taker
         from alarm.handover_answer a
         join alarm.handover h on h.id = a.handover
         where h.shift = offered.shift and a.accepted and a.handover <> new.handover
         order by a.at desc
         limit 1),
        (select s.person from alarm.shift s where s.id = offered.shift)) into holder;
    if new.accepted and holder <> offered.giver then
        raise exception 'the shift is not the giver''s any more' using errcode = '23514';
    end if;
    if new.at < offered.at then
        raise exception 'an answer follows the offer' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger handover_fits after insert on alarm.handover_answer
    for each row execute function alarm.handover_fits();

-- What lies behind alarms of one kind on one node, until it is gone for good.
create table alarm.problem (
    id uuid primary key,
    number bigint generated always as identity unique,
    title text not null check (length(title) between 1 and 200),
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    node uuid references servicetree.node,
    opened_by uuid not null references identity.person,
    opened_at timestamptz not null
);

create index problem_of on alarm.problem (kind, node);

create table alarm.problem_step (
    id uuid primary key,
    problem uuid not null references alarm.problem,
    state text not null check (state in ('open', 'understood', 'solved', 'accepted')),
    owner uuid not null references identity.person,
    note text not null check (length(note) between 1 and 2000),
    person uuid not null references identity.person,
    at timestamptz not null
);

create index problem_step_of on alarm.problem_step (problem, at);

do $$
declare
    kept text;
begin
    foreach kept in array array['problem', 'problem_step'] loop
        execute format('create trigger %1$s_stays before update or delete on alarm.%1$s
            for each row execute function alarm.refuse_rewrite()', kept);
        execute format('create trigger %1$s_is_never_emptied before truncate on alarm.%1$s
            for each statement execute function alarm.refuse_rewrite()', kept);
    end loop;
end
$$;
