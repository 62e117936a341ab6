-- A request for a lost factor opens the way to a new invitation, so it bears a mark too: by it the program knows that it
-- wrote down itself who lost his factor, who asked, and that two confirmed it.
alter table identity.lost_factor add column mark bytea check (octet_length(mark) = 32);

create or replace function identity.lost_factor_needs_two() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    -- A row of an older release is given its mark once, closed or not.
    if old.mark is null and (to_jsonb(new) - 'mark') = (to_jsonb(old) - 'mark') then
        return new;
    end if;
    if old.done_at is not null or old.closed_at is not null then
        raise exception 'this request is closed';
    end if;
    if (new.id, new.person, new.asked_by, new.asked_at)
        is distinct from (old.id, old.person, old.asked_by, old.asked_at) then
        raise exception 'a request stays the one that was asked' using errcode = 'check_violation';
    end if;
    if new.done_at is not null and
        (select count(*) from identity.lost_factor_confirmation c where c.request = new.id) < 2 then
        raise exception 'a lost factor needs two other people' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- That somebody has a password says that he was in. The program never takes one away and never leads it to another login.
create function identity.password_stays() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    if new.login <> old.login or new.set_at < old.set_at then
        raise exception 'a password stays its login''s and is only followed by a later one' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger password_stays before update on identity.password
    for each row execute function identity.password_stays();

revoke delete on identity.password, identity.invitation, identity.web_session, identity.api_token, identity.lost_factor
    from bastide_app;
