-- What was undone is not undone again, and only what is over and was meant to go forward is undone at all.
create function bastion.roll_back_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.rollback_of is not null and not exists (
        select from bastion.run r
        where r.id = new.rollback_of
          and r.operation = new.operation
          and r.rollback_of is null
          and r.state in ('failed', 'stopped', 'unknown')
          and not exists (select from bastion.run b where b.rollback_of = r.id and b.state = 'done')) then
        raise exception 'only a run that did not end well is rolled back, and once' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger roll_back_is_fit before insert on bastion.run
    for each row execute function bastion.roll_back_is_fit();
