-- An administrator who leaves by the directory loses his duty with his account, as everybody does; a machine still does not
-- move him to another duty, nor touch a machine, nor the founder while founding is open.
create or replace function identity.directory_keeps_to_its_table() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
declare
    machine record;
begin
    if tg_op = 'INSERT' then
        select p.id, p.owner into machine from identity.person p where p.id = new.made_by and p.kind = 'machine';
        if found and (machine.owner = new.person or not exists (
            select from identity.directory_entry e
            join identity.duty_mapping m on (m.attribute = 'title' and m.value = e.title_key)
                or (m.attribute = 'department' and m.value = e.department_key)
            where e.person = new.person and e.removed_at is null and m.duty = new.duty)) then
            raise exception 'a machine gives only the duty that the table of the directory names'
                using errcode = 'check_violation';
        end if;
        return new;
    end if;
    perform 1 from identity.person p where p.id = new.ended_by and p.kind = 'machine';
    if not found then
        return new;
    end if;
    if old.duty = 'machine' or exists (
        select from identity.founder f
        join identity.founding_period o on o.number = f.period and o.closed_at is null and o.ready_at is null
        where f.person = old.person) then
        raise exception 'a machine takes no duty from a machine or the founder' using errcode = 'check_violation';
    end if;
    if old.duty = 'administrator' and not exists (
        select from identity.person p where p.id = old.person and p.disabled_at is not null) then
        raise exception 'a machine takes no duty from an administrator who has not left'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
