-- Founding: the time in which one person may prepare what later needs several. It closes for ever; only a recorded recovery opens it anew.
create table identity.recovery (
    id uuid primary key,
    at timestamptz not null,
    reason text not null check (length(btrim(reason)) between 10 and 2000)
);

create table identity.founding_period (
    number int primary key,
    opened_at timestamptz not null,
    recovery uuid unique references identity.recovery,
    ready_at timestamptz,
    closed_at timestamptz,
    abandoned_by uuid unique references identity.recovery,
    constraint abandoned_is_closed check (abandoned_by is null or closed_at is not null),
    constraint first_needs_no_recovery check ((number = 1) = (recovery is null)),
    constraint founding_closes_after_opening check (closed_at is null or closed_at >= opened_at),
    constraint founding_is_ready_before_it_closes check (closed_at is null or ready_at is not null or abandoned_by is not null)
);
create unique index one_open_founding on identity.founding_period ((true)) where closed_at is null;

create table identity.founder (
    period int not null references identity.founding_period,
    person uuid not null references identity.person,
    named_at timestamptz not null,
    primary key (period)
);

create table identity.first_administrator_link (
    token_hash bytea primary key check (length(token_hash) = 32),
    period int not null references identity.founding_period,
    created_at timestamptz not null,
    ended_at timestamptz
);

create table identity.founding_act (
    number bigint generated always as identity primary key,
    period int not null references identity.founding_period,
    at timestamptz not null,
    person uuid references identity.person,
    actor text not null,
    what text not null check (length(what) between 1 and 4000)
);

create table identity.founding_ratification (
    period int not null references identity.founding_period,
    person uuid not null references identity.person,
    list_hash text not null check (list_hash ~ '^[0-9a-f]{64}$'),
    evaluation text not null check (length(btrim(evaluation)) between 10 and 2000),
    at timestamptz not null,
    primary key (period, person, list_hash)
);

-- One hash over the whole list, so that a ratification counts for exactly what was read.
create function identity.founding_list_hash(wanted int) returns text
language sql stable as $$
    select encode(sha256(convert_to(coalesce(string_agg(
        a.number || '|' || to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || a.actor || '|' || a.what,
        e'\n' order by a.number), ''), 'UTF8')), 'hex')
    from identity.founding_act a where a.period = wanted
$$;

create function identity.written_once() returns trigger
language plpgsql as $$
begin
    raise exception '% is written once', tg_table_name;
end $$;
create trigger written_once before update or delete on identity.founding_act
    for each row execute function identity.written_once();
create trigger written_once before update or delete on identity.founding_ratification
    for each row execute function identity.written_once();
create trigger written_once before update or delete on identity.recovery
    for each row execute function identity.written_once();
create trigger written_once before update or delete on identity.founder
    for each row execute function identity.written_once();

create function identity.founding_act_needs_open_founding() returns trigger
language plpgsql as $$
begin
    perform 1 from identity.founding_period p where p.number = new.period and p.closed_at is null and p.ready_at is null for share;
    if not found then
        raise exception 'founding is closed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger founding_act_needs_open_founding before insert on identity.founding_act
    for each row execute function identity.founding_act_needs_open_founding();

create function identity.may_ratify_founding() returns trigger
language plpgsql as $$
begin
    perform 1 from identity.founding_period p where p.number = new.period and p.closed_at is null for share;
    if not found then
        raise exception 'founding is closed' using errcode = 'check_violation';
    end if;
    if exists (select 1 from identity.founder f where f.period = new.period and f.person = new.person)
        or exists (select 1 from identity.founding_act a where a.period = new.period and a.person = new.person) then
        raise exception 'a founder does not ratify his own acts' using errcode = 'check_violation';
    end if;
    perform 1 from identity.published_person p
        where p.id = new.person and p.active and p.second_factor and p.kind = 'human';
    if not found then
        raise exception 'who ratifies is active and has a second factor' using errcode = 'check_violation';
    end if;
    if new.list_hash <> identity.founding_list_hash(new.period) then
        raise exception 'the list has changed since it was read' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger may_ratify_founding before insert on identity.founding_ratification
    for each row execute function identity.may_ratify_founding();

-- The founder's powers end (ready_at) when three people with second factors exist; closing also needs two ratifications of
-- exactly this list; opening again needs a recovery.
create function identity.founding_closes_once() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a founding period is history';
    end if;
    if tg_op = 'INSERT' then
        if new.number > 1 and not exists (select 1 from identity.recovery r where r.id = new.recovery) then
            raise exception 'founding does not open again without a recovery' using errcode = 'check_violation';
        end if;
        if new.closed_at is not null or new.ready_at is not null then
            raise exception 'founding starts open' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if old.closed_at is not null then
        raise exception 'founding is closed for ever' using errcode = 'check_violation';
    end if;
    if (new.number, new.opened_at, new.recovery) is distinct from (old.number, old.opened_at, old.recovery) then
        raise exception 'a founding period may only close' using errcode = 'check_violation';
    end if;
    -- A recovery in the middle of a founding ends it as it is and begins the next.
    if new.abandoned_by is not null then
        if exists (select 1 from identity.recovery r where r.id = new.abandoned_by)
            and not exists (select 1 from identity.founding_period p where p.recovery = new.abandoned_by) then
            return new;
        end if;
        raise exception 'founding is abandoned by a recovery only' using errcode = 'check_violation';
    end if;
    if (select count(*) from identity.published_person p where p.active and p.second_factor and p.kind = 'human') < 3 then
        raise exception 'founding needs three people with second factors' using errcode = 'check_violation';
    end if;
    if old.ready_at is not null and new.ready_at is distinct from old.ready_at then
        raise exception 'the founder''s powers ended once and for all' using errcode = 'check_violation';
    end if;
    if new.closed_at is null then
        return new;
    end if;
    if (select count(distinct r.person) from identity.founding_ratification r
            join identity.published_person p on p.id = r.person and p.active and p.second_factor
            where r.period = new.number and r.list_hash = identity.founding_list_hash(new.number)) < 2 then
        raise exception 'two others must ratify exactly this list' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger founding_closes_once before insert or update or delete on identity.founding_period
    for each row execute function identity.founding_closes_once();

-- A recovery ends every session and token, whoever inserts it.
create function identity.recovery_ends_sessions() returns trigger
language plpgsql as $$
begin
    update identity.web_session set ended_at = new.at, ended_why = 'recovery' where ended_at is null;
    update identity.api_token set revoked_at = new.at where revoked_at is null;
    return null;
end $$;
create trigger recovery_ends_sessions after insert on identity.recovery
    for each row execute function identity.recovery_ends_sessions();

insert into identity.founding_period (number, opened_at) values (1, now());
