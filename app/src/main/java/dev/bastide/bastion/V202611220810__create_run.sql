-- Runs: steps of an approved operation that Bastide does itself. Each step is announced and committed before the host hears
-- of it, and is announced once: a step that was begun is never begun again.
create table bastion.run (
    id           uuid primary key,
    operation    uuid not null,
    permit       uuid not null,
    rollback_of  uuid references bastion.run,
    spec_version uuid,
    step_hash    text not null check (step_hash ~ '^[0-9a-f]{64}$'),
    person       uuid not null references identity.person,
    production   boolean not null,
    holder       uuid not null,
    state        text not null check (state in ('running', 'done', 'failed', 'stopped', 'unknown')),
    started_at   timestamptz not null,
    ended_at     timestamptz,
    constraint an_ended_run_has_an_end check ((state = 'running') = (ended_at is null))
);

create index run_by_operation on bastion.run (operation, started_at desc);
create index run_by_steps on bastion.run (spec_version, step_hash, ended_at desc) where state = 'done';
create unique index one_run_of_a_permit_at_a_time on bastion.run (permit) where state = 'running';

create table bastion.run_step (
    run          uuid not null references bastion.run,
    position     integer not null check (position >= 0),
    host         uuid not null references asset.host,
    host_path    text not null,
    account      text not null,
    step         bytea not null,
    state        text not null check (state in ('planned', 'announced', 'done', 'failed', 'unknown', 'skipped')),
    session      uuid references bastion.session,
    announced_at timestamptz,
    ended_at     timestamptz,
    exit_code    integer,
    primary key (run, position),
    constraint a_step_that_ran_has_a_session check (
        (state in ('planned', 'skipped')) = (session is null and announced_at is null)),
    constraint a_step_that_ended_has_an_end check ((state in ('done', 'failed', 'unknown')) = (ended_at is not null)),
    constraint done_means_exit_zero check (state <> 'done' or exit_code = 0)
);

create function bastion.step_goes_forward() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a step is history' using errcode = '23514';
    end if;
    if (new.run, new.position, new.host, new.account, new.step)
        is distinct from (old.run, old.position, old.host, old.account, old.step) then
        raise exception 'a planned step is not rewritten' using errcode = '23514';
    end if;
    if old.state = 'planned' and new.state not in ('announced', 'skipped') then
        raise exception 'a step is announced before it has an outcome' using errcode = '23514';
    end if;
    if old.state = 'announced' and new.state not in ('done', 'failed', 'unknown') then
        raise exception 'a step that was begun is not begun again' using errcode = '23514';
    end if;
    if old.state in ('done', 'failed', 'unknown', 'skipped') then
        raise exception 'the outcome of a step stays' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger step_goes_forward before update or delete on bastion.run_step
    for each row execute function bastion.step_goes_forward();

create function bastion.run_ends_once() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' or old.state <> 'running' then
        raise exception 'a run ends once and is history' using errcode = '23514';
    end if;
    if (new.id, new.operation, new.permit, new.rollback_of, new.spec_version, new.step_hash, new.person, new.production)
        is distinct from
        (old.id, old.operation, old.permit, old.rollback_of, old.spec_version, old.step_hash, old.person, old.production)
        then
        raise exception 'what a run is for is not rewritten' using errcode = '23514';
    end if;
    if new.state = 'done' and exists (
            select 1 from bastion.run_step s where s.run = new.id and s.state <> 'done') then
        raise exception 'a run is done when each of its steps is' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger run_ends_once before update or delete on bastion.run
    for each row execute function bastion.run_ends_once();
