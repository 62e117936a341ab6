-- A right outside of the matrix of duties: for thirty days at most, with the reason why the duty does not cover it, by
-- the head of the node and an information security officer. The reason is the flag: a grant without one is none.
alter table access.grant_request
    add column exception_reason text check (char_length(btrim(exception_reason)) between 10 and 2000),
    add constraint exception_is_short check (exception_reason is null or days <= 30);
alter table access.role_grant
    add column exception_reason text check (char_length(btrim(exception_reason)) between 10 and 2000),
    add constraint exception_is_short check (
        exception_reason is null or expires_at <= granted_at + interval '720 hours'),
    add constraint exception_is_never_founded check (exception_reason is null or not founding);
create index role_grant_exception on access.role_grant (expires_at) where exception_reason is not null;

-- What stays apart, by exception too. The program holds the same list and cannot change this one.
create table access.separation (
    action text not null,
    beside text not null,
    primary key (action, beside)
);
insert into access.separation (action, beside) values
    ('approval.vote', 'approval.vote'),
    ('exception.vote', 'exception.vote'),
    ('person.edit', 'person.edit'),
    ('tree.edit', 'tree.edit'),
    ('settings.edit', 'settings.edit'),
    ('host.edit', 'host.edit'),
    ('spec.edit', 'spec.edit'),
    ('recording.open', 'recording.open'),
    ('grant.found', 'grant.found'),
    ('operation.run', 'approval.vote'),
    ('operation.run', 'person.edit'),
    ('operation.run', 'recording.open'),
    ('session.end', 'person.edit'),
    ('session.end', 'recording.open');
revoke insert, update, delete, truncate on access.separation from bastide_app;

-- Whether the person held the action on this node or above it at that moment. For company-wide roles only: a node that
-- stops inheritance is not looked at.
create function access.held(by_person uuid, wanted text, place uuid, moment timestamptz) returns boolean
    language sql stable
    set search_path = pg_catalog
as $$
    with recursive up as (
        select n.id, n.parent from servicetree.published_node n where n.id = place
        union
        select n.id, n.parent from servicetree.published_node n join up on n.id = up.parent)
    select exists (
        select from access.role_grant g
        join access.role r on r.name = g.role and r.reach = 'company'
        join access.role_action a on a.role = g.role and a.action = wanted
        join identity.published_duty d on d.assignment = g.assignment and d.ended_at is null
        join up on up.id = g.node
        where g.person = by_person
            and g.ended_at is null
            and g.granted_at <= moment
            and g.expires_at > moment)
$$;

create function access.exception_is_fit(given access.role_grant, asked access.grant_request, of_duty text) returns void
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if of_duty = 'machine' or not exists (select from access.duty_role m where m.duty = of_duty) then
        raise exception 'the duty % has no exceptions', of_duty using errcode = 'check_violation';
    end if;
    if exists (select from access.separation s
               join access.role_action a on a.role = given.role and a.action = s.action
               where s.beside = s.action
                   or exists (select from access.duty_role m
                              join access.role_action b on b.role = m.role and b.action = s.beside
                              where m.duty = of_duty)) then
        raise exception 'the role % and the duty % stay apart, by exception too', given.role, of_duty
            using errcode = 'check_violation';
    end if;
    if given.expires_at > given.granted_at + make_interval(hours => 24 * asked.days) then
        raise exception 'an exception ends when it was asked to end' using errcode = 'check_violation';
    end if;
    if not exists (select from unnest(approval.yes_of(given.approval, true)) as head (voter),
                       unnest(approval.yes_of(given.approval, false)) as officer (voter)
                   where officer.voter <> head.voter
                       and access.held(officer.voter, 'exception.vote', given.node, given.granted_at)) then
        raise exception 'an exception needs the head of the node and an information security officer beside him'
            using errcode = 'check_violation';
    end if;
end
$$;

-- As before, and in one place more: what the matrix does not give is an exception, what it gives is none.
create or replace function access.grant_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    role_reach  text;
    held        record;
    place       record;
    asked       access.grant_request;
    may_be_prod boolean;
    needed      boolean;
begin
    if tg_op = 'DELETE' then
        raise exception 'a grant is history and is ended, not deleted' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.person, new.role, new.node, new.assignment, new.granted_at, new.expires_at, new.request,
            new.approval, new.founding, new.reason, new.exception_reason)
            is distinct from
           (old.id, old.person, old.role, old.node, old.assignment, old.granted_at, old.expires_at, old.request,
            old.approval, old.founding, old.reason, old.exception_reason) then
            raise exception 'a grant is never changed or renewed; it is asked for anew' using errcode = 'check_violation';
        end if;
        if old.ended_at is not null and (new.ended_at, new.ended_reason) is distinct from (old.ended_at, old.ended_reason) then
            raise exception 'what has ended stays ended' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    select r.reach into role_reach from access.role r where r.name = new.role;
    select d.person, d.duty, d.ended_at into held from identity.published_duty d where d.assignment = new.assignment;
    select n.parent, n.environment into place from servicetree.published_node n where n.id = new.node;
    if held.person is distinct from new.person or held.ended_at is not null then
        raise exception 'a grant names a current duty of its person' using errcode = 'check_violation';
    end if;
    select m.production into may_be_prod from access.duty_role m where m.duty = held.duty and m.role = new.role;
    needed := coalesce(may_be_prod or place.environment <> 'production' and may_be_prod is not null, false);
    if not needed and new.exception_reason is null then
        raise exception 'the duty % does not need the role % here', held.duty, new.role using errcode = 'check_violation';
    end if;
    if needed and new.exception_reason is not null then
        raise exception 'the duty % needs the role % here, and no exception', held.duty, new.role
            using errcode = 'check_violation';
    end if;
    if role_reach <> 'company' and (place.parent is null or role_reach = 'founding') then
        raise exception 'the role % is not granted at the root', new.role using errcode = 'check_violation';
    end if;
    if new.founding then
        if not exists (select from identity.published_founding f where f.open) then
            raise exception 'founding is closed' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    select r.* into asked from access.grant_request r where r.id = new.request;
    if (asked.person, asked.role, asked.node, asked.assignment, asked.exception_reason) is distinct from
       (new.person, new.role, new.node, new.assignment, new.exception_reason) then
        raise exception 'the grant is not what was asked for' using errcode = 'check_violation';
    end if;
    if not approval.carries(new.approval, new.request, asked.content_hash, new.person) then
        raise exception 'no approval by two others carries this grant' using errcode = 'check_violation';
    end if;
    if new.exception_reason is not null then
        perform access.exception_is_fit(new, asked, held.duty);
    end if;
    return new;
end
$$;
