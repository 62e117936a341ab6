-- People, their logins and their duties. A person is one human (or one machine with an owner), however many logins there are.
create schema if not exists identity;

create table identity.team (
    id uuid primary key,
    name text not null unique check (length(name) between 1 and 120)
);

create table identity.person (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    email text not null check (length(email) <= 254),
    team uuid references identity.team,
    kind text not null check (kind in ('human', 'machine')),
    owner uuid references identity.person,
    locale text not null default 'en' check (locale in ('en', 'zh')),
    zone text not null default 'UTC' check (length(zone) <= 64),
    quiet_from time,
    quiet_to time,
    created_at timestamptz not null,
    disabled_at timestamptz,
    constraint machine_has_owner check ((kind = 'machine') = (owner is not null)),
    constraint quiet_hours_whole check ((quiet_from is null) = (quiet_to is null)),
    constraint not_own_owner check (owner is null or owner <> id)
);
create index person_by_name on identity.person (lower(name), id);

create table identity.login (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    person uuid not null references identity.person,
    main boolean not null,
    created_at timestamptz not null
);
create unique index one_main_login on identity.login (person) where main;
create index login_by_person on identity.login (person);

-- One current duty for each person; the past stays. Sessions, tokens and grants name the assignment they were given for.
create table identity.duty_assignment (
    id uuid primary key,
    person uuid not null references identity.person,
    duty text not null check (duty in ('administrator', 'operator', 'approver', 'security-engineer', 'developer',
                                       'responder', 'iso', 'auditor', 'customer', 'machine')),
    started_at timestamptz not null,
    ended_at timestamptz,
    made_by uuid references identity.person,
    ended_by uuid references identity.person,
    constraint ends_after_start check (ended_at is null or ended_at >= started_at),
    constraint nobody_makes_his_own_duty check (made_by is null or made_by <> person)
);
create unique index one_current_duty on identity.duty_assignment (person) where ended_at is null;
create index duty_by_person on identity.duty_assignment (person, started_at desc);

create table identity.deputy (
    id uuid primary key,
    person uuid not null references identity.person,
    deputy uuid not null references identity.person,
    named_by uuid references identity.person,
    from_at timestamptz not null,
    ended_at timestamptz,
    constraint deputy_is_another check (person <> deputy),
    constraint nobody_decides_his_own_succession check (named_by is null or named_by not in (person, deputy)),
    constraint deputy_ends_after_start check (ended_at is null or ended_at >= from_at)
);
create unique index one_deputy on identity.deputy (person) where ended_at is null;

create table identity.leave (
    id uuid primary key,
    person uuid not null references identity.person,
    from_at timestamptz not null,
    to_at timestamptz not null,
    entered_by uuid not null references identity.person,
    withdrawn_at timestamptz,
    constraint leave_has_length check (to_at > from_at)
);
create index leave_by_person on identity.leave (person, from_at);

-- The history of duties is written once: an assignment may only end, once, and is never taken away.
create function identity.keep_duty_history() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a duty assignment is history and is never deleted';
    end if;
    if old.ended_at is not null then
        raise exception 'this duty assignment has ended and stays as it is';
    end if;
    if (new.id, new.person, new.duty, new.started_at, new.made_by)
        is distinct from (old.id, old.person, old.duty, old.started_at, old.made_by) then
        raise exception 'a duty assignment may only end, not change';
    end if;
    return new;
end $$;
create trigger keep_duty_history before update or delete on identity.duty_assignment
    for each row execute function identity.keep_duty_history();

-- What the rooms above may read in their own queries.
create view identity.published_duty as
    select id as assignment, person, duty, started_at, ended_at from identity.duty_assignment;
