create schema job;

-- One row for each recurring work: who does it now and until when, when it ran last and when it runs next.
create table job.schedule (
    name text primary key check (name ~ '^[a-z][a-z0-9.-]{2,60}$'),
    interval_millis bigint not null check (interval_millis > 0),
    next_run timestamptz not null,
    holder uuid,
    lease_until timestamptz,
    last_started timestamptz,
    last_finished timestamptz,
    failing_since timestamptz,
    last_failure text check (length(last_failure) <= 400),
    run_count bigint not null default 0,
    failure_count bigint not null default 0,
    lost_count bigint not null default 0,
    check ((holder is null) = (lease_until is null)),
    check ((failing_since is null) = (last_failure is null))
);

-- An effect on the outside world, committed before it is tried. Its outcome is written once.
create table job.intent (
    id uuid primary key,
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    subject text not null check (length(subject) between 1 and 400),
    node uuid not null,
    announced_at timestamptz not null,
    lease_until timestamptz not null,
    outcome text check (outcome in ('done', 'failed', 'unknown')),
    settled_at timestamptz,
    detail text not null default '' check (length(detail) <= 2000),
    late_detail text not null default '' check (length(late_detail) <= 2000),
    check (lease_until > announced_at),
    check ((outcome is null) = (settled_at is null))
);

create index intent_open on job.intent (lease_until) where outcome is null;
create index intent_subject on job.intent (kind, subject);

create function job.intent_is_written_once() returns trigger
language plpgsql
set search_path = job, pg_temp
as $$
begin
    if tg_op <> 'UPDATE' then
        raise exception 'an intent is never removed' using errcode = '23514';
    end if;
    if (new.id, new.kind, new.subject, new.node, new.announced_at)
        is distinct from (old.id, old.kind, old.subject, old.node, old.announced_at) then
        raise exception 'an announced intent is not rewritten' using errcode = '23514';
    end if;
    if old.outcome is not null
        and (new.outcome, new.settled_at, new.detail, new.lease_until)
        is distinct from (old.outcome, old.settled_at, old.detail, old.lease_until) then
        raise exception 'an outcome is written once' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger intent_is_written_once
    before update or delete on job.intent
    for each row execute function job.intent_is_written_once();

create trigger intent_is_never_emptied
    before truncate on job.intent
    for each statement execute function job.intent_is_written_once();
