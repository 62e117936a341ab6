-- By its mark the program knows again a version that it wrote itself: its whole text, and that it was approved.
alter table change.specification_version add column mark bytea check (octet_length(mark) = 32);

create or replace function change.version_is_decided_once() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a specification is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'INSERT' then
        if new.state = 'rejected' or (new.state = 'approved') <> new.founding then
            raise exception 'a version begins by being proposed' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    -- A version of an older release is given its mark once.
    if old.mark is null and (to_jsonb(new) - 'mark') = (to_jsonb(old) - 'mark') then
        return new;
    end if;
    if (new.id, new.specification_id, new.version, new.title, new.purpose, new.production, new.business_days,
        new.parameters, new.steps, new.rollback, new.impact, new.content, new.proposed_by, new.proposed_at, new.founding)
        is distinct from
       (old.id, old.specification_id, old.version, old.title, old.purpose, old.production, old.business_days,
        old.parameters, old.steps, old.rollback, old.impact, old.content, old.proposed_by, old.proposed_at, old.founding)
    then
        raise exception 'a version never changes; propose the next one' using errcode = 'check_violation';
    end if;
    if old.state <> 'proposed' then
        raise exception 'a version is decided once' using errcode = 'check_violation';
    end if;
    if new.state = 'approved'
        and not approval.carries(new.approval_id, new.id, new.content_hash, new.proposed_by) then
        raise exception 'a version is approved by two people, one of them the head' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
