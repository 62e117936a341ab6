-- Nobody works on what nobody answers for: an unclaimed or retired asset, or one whose owner is no longer here (A39).
create function bastion.an_owner_answers_for_the_host() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if asset.is_quarantined(new.host) then
        raise exception 'nobody answers for this host: no session is opened on it'
            using errcode = 'check_violation', constraint = 'an_owner_answers_for_the_host';
    end if;
    return new;
end
$$;

create trigger an_owner_answers_for_the_host
    before insert on bastion.session
    for each row execute function bastion.an_owner_answers_for_the_host();
