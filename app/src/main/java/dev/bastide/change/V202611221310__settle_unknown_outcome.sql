-- How a person found that an operation had ended whose outcome nobody saw. Written once, with the reason.
create table change.outcome (
    operation_id uuid primary key references change.operation,
    outcome      text not null check (outcome in ('done', 'failed')),
    person_id    uuid not null references identity.person,
    reason       text not null check (length(btrim(reason)) between 10 and 2000),
    at           timestamptz not null
);

create function change.outcome_was_unknown() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not exists (select from change.operation o where o.id = new.operation_id and o.state = 'unknown') then
        raise exception 'only an unknown outcome is settled by a person' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger outcome_was_unknown before insert on change.outcome
    for each row execute function change.outcome_was_unknown();
create trigger outcome_is_append_only before update or delete on change.outcome
    for each row execute function change.refuse_change();

-- An operation opens only by an approval that carries exactly its current content; an unknown outcome leaves that state
-- only as the person who looked says.
create or replace function change.operation_advances() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    asked change.operation_revision;
begin
    if tg_op = 'DELETE' then
        raise exception 'an operation is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.number, new.node_id, new.production, new.emergency, new.owner_id, new.cause, new.belongs_to)
            is distinct from
           (old.id, old.number, old.node_id, old.production, old.emergency, old.owner_id, old.cause, old.belongs_to) then
            raise exception 'what an operation is never changes' using errcode = 'check_violation';
        end if;
        if old.state in ('done', 'failed', 'rejected', 'cancelled', 'expired') and new.state <> old.state then
            raise exception 'an operation that is % stays so', old.state using errcode = 'check_violation';
        end if;
        if old.state = 'unknown' and new.state <> old.state and not exists (
            select from change.outcome o where o.operation_id = new.id and o.outcome = new.state) then
            raise exception 'an operation that is unknown stays so until a person settles it'
                using errcode = 'check_violation';
        end if;
    end if;
    if new.emergency or new.state not in ('approved', 'running') then
        return null;
    end if;
    select r.* into asked from change.operation_revision r where r.id = new.revision_id and r.operation_id = new.id;
    if asked.executor_id is distinct from new.executor_id
        or not approval.carries(new.approval_id, new.revision_id, asked.content_hash, new.executor_id)
        or not approval.carries(new.approval_id, new.revision_id, asked.content_hash, new.owner_id) then
        raise exception 'an operation opens by the approval of two people, one of them the head'
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;
