-- What is asked for is written in one transaction; steps, hosts or impact added later would be what nobody agreed to.
create function change.refuse_addition() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if (select r.xmin::text from change.operation_revision r where r.id = new.revision_id)
        is distinct from (pg_current_xact_id()::xid)::text then
        raise exception 'nothing is added to % once it was asked for', tg_table_name
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;

create trigger target_comes_with_its_revision after insert on change.operation_target
    for each row execute function change.refuse_addition();
create trigger step_comes_with_its_revision after insert on change.operation_step
    for each row execute function change.refuse_addition();
create trigger impact_comes_with_its_revision after insert on change.operation_impact
    for each row execute function change.refuse_addition();
