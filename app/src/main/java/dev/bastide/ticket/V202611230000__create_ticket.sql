create schema ticket;

-- Work that somebody has to do and to prove: one row for each, whatever it came from. "place" is where a ticket about the same
-- thing stands while it is open; only the program can tell it in advance. "guarded" are the states into which it goes only
-- once the room of its kind has cleared it.
create table ticket.ticket (
    id uuid primary key,
    number bigint generated always as identity unique,
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    level text not null check (level in ('critical', 'high', 'medium', 'low')),
    node uuid not null references servicetree.node,
    title_key text not null check (length(title_key) between 3 and 120),
    title_args text[] not null check (array_position(title_args, null) is null),
    body text not null check (length(body) <= 8000),
    dedupe text not null check (length(dedupe) between 1 and 500),
    place bytea not null check (octet_length(place) = 32),
    guarded text[] not null check (guarded <@ array['in-remediation', 'waiting-for-proof', 'closed', 'cancelled']),
    opened_by uuid references identity.person,
    opened_at timestamptz not null check (isfinite(opened_at)),
    step integer not null check (step >= 0),
    round integer not null check (round >= 0),
    state text not null
        check (state in ('open', 'in-remediation', 'waiting-for-proof', 'closed', 'cancelled', 'reopened')),
    state_at timestamptz not null check (isfinite(state_at)),
    told text not null check (length(told) <= 4000),
    person uuid references identity.person,
    team uuid references identity.team,
    accountable uuid not null references identity.person,
    due_at timestamptz check (isfinite(due_at)),
    times bigint not null default 1 check (times > 0),
    last_at timestamptz not null check (isfinite(last_at)),
    mark bytea not null check (octet_length(mark) = 32),
    check (num_nonnulls(person, team) = 1),
    check (state_at >= opened_at),
    -- What ended says by which proof or for what reason, and what came back says why.
    check ((state in ('closed', 'cancelled', 'reopened')) = (told <> '')),
    check (state <> 'reopened' or round > 0)
);

create unique index ticket_open on ticket.ticket (place) where state not in ('closed', 'cancelled');
create index ticket_newest on ticket.ticket (opened_at desc, id);
create index ticket_of_node on ticket.ticket (node, state);
create index ticket_of_person on ticket.ticket (person) where state not in ('closed', 'cancelled');
create index ticket_of_team on ticket.ticket (team) where state not in ('closed', 'cancelled');
create index ticket_accountable on ticket.ticket (accountable) where state not in ('closed', 'cancelled');
create index ticket_same on ticket.ticket (dedupe, state_at desc);

-- What became of it, step by step. A row that somebody else wrote takes no step from ours: steps are not unique.
create table ticket.event (
    id uuid primary key,
    ticket uuid not null references ticket.ticket,
    step integer not null check (step >= 0),
    verb text not null
        check (verb in ('opened', 'moved', 'assigned', 'answers', 'due', 'commented', 'told', 'linked', 'counted')),
    state text not null
        check (state in ('open', 'in-remediation', 'waiting-for-proof', 'closed', 'cancelled', 'reopened')),
    person uuid references identity.person,
    actor text not null check (length(actor) between 1 and 200),
    args text[] not null check (array_position(args, null) is null),
    note text not null check (length(note) <= 4000),
    at timestamptz not null check (isfinite(at)),
    mark bytea not null check (octet_length(mark) = 32)
);

create index event_of on ticket.event (ticket, step);

-- What it is about and what was done for it: alarms, findings, changes, sessions, scans, reports.
create table ticket.link (
    id uuid primary key,
    ticket uuid not null references ticket.ticket,
    kind text not null
        check (kind in ('alarm', 'asset', 'finding', 'change', 'session', 'scan', 'report', 'ticket', 'scheme')),
    object text not null check (length(object) between 1 and 300),
    label text not null check (length(label) between 1 and 300),
    path text not null check (path = '' or path ~ '^/[^/]'),
    at timestamptz not null check (isfinite(at)),
    mark bytea not null check (octet_length(mark) = 32)
);

create index link_of on ticket.link (ticket, at);
create index link_about on ticket.link (kind, object);

-- The room of a kind says that a ticket may go into a guarded state in this round, and by which row of its own. Only a
-- function of this schema writes it, called by a trigger of that room: the running program alone cannot.
create table ticket.clearance (
    ticket uuid not null references ticket.ticket,
    state text not null check (state in ('in-remediation', 'waiting-for-proof', 'closed', 'cancelled')),
    round integer not null check (round >= 0),
    evidence uuid not null,
    at timestamptz not null check (isfinite(at)),
    primary key (ticket, state, round)
);

revoke insert, update, delete on ticket.clearance from bastide_app;

create function ticket.clear(cleared uuid, into_state text, by_row uuid, since timestamptz) returns void
language sql
security definer
set search_path = ticket, pg_temp
as $$
    insert into ticket.clearance (ticket, state, round, evidence, at)
    select t.id, into_state, t.round, by_row, since from ticket.ticket t where t.id = cleared
    on conflict do nothing
$$;

revoke execute on function ticket.clear(uuid, text, uuid, timestamptz) from public, bastide_app;

create function ticket.refuse_rewrite() returns trigger
language plpgsql
set search_path = ticket, pg_temp
as $$
begin
    raise exception '% on % is refused: what became of a ticket stays as it was', tg_op, tg_table_name
        using errcode = '23514';
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array['event', 'link', 'clearance'] loop
        execute format('create trigger %1$s_stays before update or delete on ticket.%1$s
            for each row execute function ticket.refuse_rewrite()', kept);
        execute format('create trigger %1$s_is_never_emptied before truncate on ticket.%1$s
            for each statement execute function ticket.refuse_rewrite()', kept);
    end loop;
end
$$;

create trigger ticket_is_never_emptied before truncate on ticket.ticket
    for each statement execute function ticket.refuse_rewrite();

create function ticket.ticket_begins_open() returns trigger
language plpgsql
set search_path = ticket, pg_temp
as $$
begin
    if new.state <> 'open' or new.step <> 0 or new.round <> 0 then
        raise exception 'a ticket begins open' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger ticket_begins_open before insert on ticket.ticket
    for each row execute function ticket.ticket_begins_open();

create function ticket.may_move(was text, becomes text) returns boolean
language sql immutable
set search_path = ticket, pg_temp
as $$
    select case was
        when 'open' then becomes in ('in-remediation', 'waiting-for-proof', 'cancelled')
        when 'reopened' then becomes in ('in-remediation', 'waiting-for-proof', 'cancelled')
        when 'in-remediation' then becomes in ('waiting-for-proof', 'cancelled')
        when 'waiting-for-proof' then becomes in ('in-remediation', 'closed', 'cancelled')
        else becomes = 'reopened'
    end
$$;

create function ticket.ticket_moves_by_its_rules() returns trigger
language plpgsql
set search_path = ticket, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a ticket is closed or cancelled, never removed' using errcode = '23514';
    end if;
    if (new.id, new.number, new.kind, new.level, new.node, new.title_key, new.title_args, new.body, new.dedupe, new.place,
            new.guarded, new.opened_by, new.opened_at)
        is distinct from (old.id, old.number, old.kind, old.level, old.node, old.title_key, old.title_args, old.body,
            old.dedupe, old.place, old.guarded, old.opened_by, old.opened_at) then
        raise exception 'a ticket stays what it was opened for' using errcode = '23514';
    end if;
    if new.times < old.times or new.last_at < old.last_at then
        raise exception 'a count only grows' using errcode = '23514';
    end if;
    if (new.step, new.round, new.state, new.state_at, new.told, new.person, new.team, new.accountable, new.due_at, new.mark)
        is not distinct from (old.step, old.round, old.state, old.state_at, old.told, old.person, old.team,
            old.accountable, old.due_at, old.mark) then
        return new;
    end if;
    if new.step <> old.step + 1 then
        raise exception 'a ticket changes step by step' using errcode = '23514';
    end if;
    if new.state = old.state then
        if (new.round, new.state_at, new.told) is distinct from (old.round, old.state_at, old.told) then
            raise exception 'a ticket that did not move stays since when it stands so' using errcode = '23514';
        end if;
        return new;
    end if;
    if not ticket.may_move(old.state, new.state) then
        raise exception 'a ticket does not go from % to %', old.state, new.state using errcode = '23514';
    end if;
    if new.round <> old.round + (new.state = 'reopened')::integer then
        raise exception 'a round begins when a ticket is opened again' using errcode = '23514';
    end if;
    if new.state = any (new.guarded) and not exists (
        select from ticket.clearance c
        where c.ticket = new.id and c.state = new.state and c.round = new.round) then
        raise exception 'the room of % has not cleared this ticket for %', new.kind, new.state using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger ticket_moves_by_its_rules before update or delete on ticket.ticket
    for each row execute function ticket.ticket_moves_by_its_rules();

-- No step without the event that tells it, in the same transaction.
create function ticket.step_is_told() returns trigger
language plpgsql
set search_path = ticket, pg_temp
as $$
begin
    if not exists (
        select from ticket.event e where e.ticket = new.id and e.step = new.step and e.state = new.state) then
        raise exception 'step % of a ticket is not told', new.step using errcode = '23514';
    end if;
    return null;
end
$$;

create constraint trigger step_is_told after insert or update of step, state on ticket.ticket
    deferrable initially deferred for each row execute function ticket.step_is_told();

create view ticket.published_ticket as
    select id, number, kind, level, node, state, round, opened_at, state_at, due_at, person, team, accountable
    from ticket.ticket;

-- What was counted into a ticket decides nothing and is not proven.
select audit.prove_rows('ticket.ticket', '{id}', '{times,last_at}');
select audit.prove_rows('ticket.event', '{id}', '{}');
select audit.prove_rows('ticket.link', '{id}', '{}');
