-- Whoever agreed to an operation does not carry it out, however it comes into his hands later.
create function change.executor_did_not_agree() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if approval.said_yes(
        array(select r.id from change.operation_revision r where r.operation_id = new.operation_id), new.executor_id) then
        raise exception 'whoever agreed to an operation does not carry it out' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger executor_did_not_agree before insert on change.operation_revision
    for each row execute function change.executor_did_not_agree();
