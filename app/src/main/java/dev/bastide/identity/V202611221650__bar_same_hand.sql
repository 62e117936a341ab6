-- One human must not be two: whoever makes people may not act through them. Found by an attack in which one administrator
-- made a puppet, confirmed a lost factor with it, and came in as somebody else.
alter table identity.lost_factor add column asked_by uuid references identity.person;

-- Who made a person what he is: the first and the current duty, and the latest invitation. The founder's makings while
-- founding is open are not alone: two others ratify them.
create view identity.making as
    select m.person, m.maker, m.at,
        exists (select 1 from identity.founding_period p join identity.founder f on f.period = p.number
            where f.person = m.maker and m.at >= p.opened_at
                and m.at <= coalesce(least(p.ready_at, p.closed_at), 'infinity'::timestamptz)) as founding
    from (
        select a.person, a.made_by as maker, a.started_at as at
        from identity.duty_assignment a
        where a.made_by is not null and (a.ended_at is null or not exists (
            select 1 from identity.duty_assignment b where b.person = a.person and b.started_at < a.started_at))
        union all
        select l.person, i.made_by, i.created_at
        from identity.invitation i
        join identity.login l on l.name = i.login
        where i.made_by is not null and not exists (
            select 1 from identity.invitation n join identity.login k on k.name = n.login
            where k.person = l.person and n.created_at > i.created_at)
    ) m;

-- The person himself, who made him after founding, who made that one, and so on.
create function identity.hands_behind(wanted uuid) returns setof uuid
language sql stable as $$
    with recursive hand(person) as (
        select wanted
        union
        select m.maker from hand h join identity.making m on m.person = h.person and not m.founding
    )
    select person from hand
$$;

-- Whether the same hand stands behind this confirmer and the other confirmer, whoever asked, or whoever made the lost person.
create function identity.is_same_hand(wanted_request uuid, wanted_confirmer uuid) returns boolean
language sql stable as $$
    select exists (select 1 from identity.lost_factor_confirmation c
            where c.request = wanted_request and c.confirmer <> wanted_confirmer
                and exists (select identity.hands_behind(c.confirmer)
                    intersect select identity.hands_behind(wanted_confirmer)))
        or exists (select 1 from identity.lost_factor l
            where l.id = wanted_request and l.asked_by in (select identity.hands_behind(wanted_confirmer)))
        or exists (select 1 from identity.lost_factor l join identity.making m on m.person = l.person
            where l.id = wanted_request and m.maker <> wanted_confirmer
                and m.maker in (select identity.hands_behind(wanted_confirmer)))
$$;

create or replace function identity.may_confirm_lost_factor() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'a confirmation is written once';
    end if;
    -- The lock lets two confirmations come one after the other, so that the second sees the first.
    perform 1 from identity.lost_factor l
        where l.id = new.request and l.person <> new.confirmer
            and l.done_at is null and l.closed_at is null and l.expires_at > new.at
        for update;
    if not found then
        raise exception 'nobody confirms his own lost factor, nor one that is closed' using errcode = 'check_violation';
    end if;
    perform 1 from identity.person p
        join identity.duty_assignment a on a.person = p.id and a.ended_at is null
        where p.id = new.confirmer and p.disabled_at is null and p.kind = 'human'
            and a.duty in ('administrator', 'approver', 'iso', 'security-engineer')
            and exists (select 1 from identity.factor f
                where f.person = p.id and f.confirmed_at is not null and f.removed_at is null);
    if not found then
        raise exception 'a confirmer is active, has a second factor and a duty that approves' using errcode = 'check_violation';
    end if;
    if identity.is_same_hand(new.request, new.confirmer) then
        raise exception 'the same hand stands behind this confirmer' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- An invitation sets a password: somebody who can prove himself already gets one only after two others confirmed that he
-- cannot, and from none of those two.
create function identity.may_be_invited(wanted_login text, inviter uuid) returns boolean
language sql stable as $$
    with lost as (
        select o.id from identity.lost_factor o
        join identity.login g on g.person = o.person and g.name = wanted_login
        where o.done_at is not null and not exists (
            select 1 from identity.password w join identity.login l on l.name = w.login
            where l.person = o.person and w.set_at >= o.done_at)
    )
    select not exists (select 1 from identity.factor f
            where f.person = g.person and f.confirmed_at is not null and f.removed_at is null)
        and (exists (select 1 from lost)
            or not exists (select 1 from identity.password w join identity.login l on l.name = w.login
                where l.person = g.person))
        and not exists (select 1 from identity.lost_factor_confirmation c
            where c.request in (select id from lost) and c.confirmer = inviter)
    from identity.login g where g.name = wanted_login
$$;
create function identity.refuse_invitation_of_known() returns trigger
language plpgsql as $$
begin
    if not coalesce(identity.may_be_invited(new.login, new.made_by), false) then
        raise exception 'who has a password or a second factor is not invited' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger refuse_invitation_of_known before insert on identity.invitation
    for each row execute function identity.refuse_invitation_of_known();

-- What the rooms above may read: when all that a person had proved came to nothing. No person means everybody.
create view identity.published_proof_end as
    select l.person, l.done_at as at from identity.lost_factor l where l.done_at is not null
    union all
    select null::uuid, r.at from identity.recovery r;
