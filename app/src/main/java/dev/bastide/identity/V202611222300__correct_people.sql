-- A person's name and address are corrected by somebody else. Whom a link could still let in keeps his address against
-- a directory; a person may correct it, once the links to the old one have ended and while no lost factor is dealt with.
alter table identity.person
    add column corrected_by uuid references identity.person,
    add column corrected_at timestamptz,
    add constraint correction_has_its_hour check ((corrected_by is null) = (corrected_at is null)),
    add constraint nobody_corrects_himself check (corrected_by is null or corrected_by <> id);

create or replace function identity.newcomer_keeps_his_address() returns trigger
language plpgsql as $$
begin
    if new.announced_by is distinct from old.announced_by then
        raise exception 'who announced a person is written once' using errcode = 'check_violation';
    end if;
    if new.email is distinct from old.email
        and not coalesce(identity.may_be_readdressed(old.id, now()), false)
        and not identity.is_corrected(old.id, new.corrected_by, old.corrected_at, new.corrected_at) then
        raise exception 'whom a link could still let in keeps his address' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- Whether an active human other than the person corrects him in this very change, and nothing that lets in is under way.
create function identity.is_corrected(wanted uuid, hand uuid, before timestamptz, at timestamptz) returns boolean
language sql stable as $$
    select hand is not null
        and at is distinct from before
        and exists (select 1 from identity.person c
            where c.id = hand and c.id <> wanted and c.kind = 'human' and c.disabled_at is null)
        and not exists (select 1 from identity.lost_factor l
            where l.person = wanted and l.done_at is null and l.closed_at is null and l.expires_at > at)
        and not exists (select 1 from identity.invitation i
            join identity.login g on g.name = i.login
            where g.person = wanted and i.used_at is null and i.expires_at > at)
$$;
