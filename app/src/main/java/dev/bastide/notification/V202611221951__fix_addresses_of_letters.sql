-- A letter whose link opens something once goes to the address that stood when it was written, and so does the word to an
-- address that is given up. Every other letter looks the address up when it is sent.
alter table notification.delivery
    add column fixed_address text check (length(fixed_address) between 3 and 320);

create function notification.letter_keeps_its_address() returns trigger
language plpgsql
set search_path = notification, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        if (new.notice_id, new.person_id, new.fixed_address)
            is distinct from (old.notice_id, old.person_id, old.fixed_address) then
            raise exception 'a letter stays what it is and for whom it was written' using errcode = '23514';
        end if;
    elsif new.fixed_address is null and exists (
        select 1 from notification.notice n where n.id = new.notice_id and n.sealed_path is not null) then
        raise exception 'a letter with a secret names its address' using errcode = '23514';
    end if;
    return new;
end
$$;
create trigger letter_keeps_its_address before insert or update of notice_id, person_id, fixed_address
    on notification.delivery for each row execute function notification.letter_keeps_its_address();
