-- Who lets a newcomer in does it by a link, and mail carries it to the address that stands here. So a directory moves the
-- address of nobody whose next invitation somebody else answers for; and who invites sees whom the address comes from.
-- Whoever was there before this counts as added by people.
alter table identity.person
    add column announced_by uuid references identity.person,
    add column address_by uuid references identity.person,
    add column address_at timestamptz,
    add constraint address_has_its_hour check ((address_by is null) = (address_at is null));

-- Somebody whom a link could still let in keeps his address: no confirmed factor, unless a directory alone made him and no
-- link to him is open; or a lost factor that others are asked about or have confirmed.
create function identity.may_be_readdressed(wanted uuid, at timestamptz) returns boolean
language sql stable as $$
    select not exists (select 1 from identity.lost_factor l
            where l.person = p.id and l.done_at is null and l.closed_at is null and l.expires_at > at)
        and (exists (select 1 from identity.factor f
                where f.person = p.id and f.confirmed_at is not null and f.removed_at is null)
            or (p.announced_by is not null
                and not exists (select 1 from identity.lost_factor l where l.person = p.id and l.done_at is not null)
                and not exists (select 1 from identity.duty_assignment a
                    left join identity.person m on m.id = a.made_by
                    where a.person = p.id and m.kind is distinct from 'machine')
                and not exists (select 1 from identity.invitation i
                    join identity.login g on g.name = i.login
                    where g.person = p.id and i.used_at is null and i.expires_at > at)))
    from identity.person p where p.id = wanted
$$;

create function identity.newcomer_keeps_his_address() returns trigger
language plpgsql as $$
begin
    if new.announced_by is distinct from old.announced_by then
        raise exception 'who announced a person is written once' using errcode = 'check_violation';
    end if;
    if new.email is distinct from old.email and not coalesce(identity.may_be_readdressed(old.id, now()), false) then
        raise exception 'whom a link could still let in keeps his address' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger newcomer_keeps_his_address before update of email, announced_by on identity.person
    for each row execute function identity.newcomer_keeps_his_address();
