-- A machine account has two tokens that count at most: one at work and one that takes its place. What lies in another
-- system's hands must be few enough to be known. The account is held, so that two made at once are counted one by one.
create function identity.two_tokens_a_machine() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    perform 1 from identity.person p where p.id = new.person and p.kind = 'machine' for no key update;
    if found and (
        select count(*) from identity.api_token t
        where t.person = new.person and t.revoked_at is null and t.expires_at > new.created_at
    ) >= 2 then
        raise exception 'a machine account has two tokens that count at most; revoke one first'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger two_tokens_a_machine before insert on identity.api_token
    for each row execute function identity.two_tokens_a_machine();
