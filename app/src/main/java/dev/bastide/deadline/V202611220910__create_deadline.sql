create schema deadline;

-- A promise with a date. A subject has at most one open deadline of a kind.
create table deadline.deadline (
    id uuid primary key,
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    urgent boolean not null,
    subject text not null check (length(subject) between 1 and 200),
    title text not null check (length(title) between 1 and 400),
    path text not null,
    owner_id uuid not null,
    set_at timestamptz not null,
    due_at timestamptz not null,
    met_at timestamptz,
    dropped_at timestamptz,
    breached_at timestamptz,
    check (breached_at >= due_at),
    check (met_at is null or dropped_at is null)
);

create unique index deadline_open on deadline.deadline (kind, subject) where met_at is null and dropped_at is null;
create index deadline_due on deadline.deadline (due_at) where met_at is null and dropped_at is null and breached_at is null;
create index deadline_owner on deadline.deadline (owner_id, due_at) where met_at is null and dropped_at is null;

create table deadline.reminder (
    deadline_id uuid not null references deadline.deadline on delete cascade,
    remind_at timestamptz not null,
    sent_at timestamptz,
    primary key (deadline_id, remind_at)
);

create index reminder_due on deadline.reminder (remind_at) where sent_at is null;

-- A breach is a fact: it is neither taken back nor moved away.
create function deadline.breach_stays() returns trigger
language plpgsql
set search_path = deadline, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a deadline is met or dropped, never removed' using errcode = '23514';
    end if;
    if old.breached_at is not null
        and (new.breached_at, new.due_at) is distinct from (old.breached_at, old.due_at) then
        raise exception 'a breach stays' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger breach_stays before update or delete on deadline.deadline
    for each row execute function deadline.breach_stays();

-- Days on which nobody works, or only until noon.
create table deadline.holiday (
    day date primary key,
    half boolean not null,
    name text not null check (length(name) between 1 and 100)
);
