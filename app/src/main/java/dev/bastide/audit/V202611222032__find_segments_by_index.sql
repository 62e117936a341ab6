-- Whether a record lies in a sealed segment is one look at the segment that begins before it, however many there are: a day
-- of a million records is given away in seconds after a year, too.
create or replace function audit.refuse_unsealed_deletion() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    kept bigint;
begin
    select g.id into kept
        from gone as g
        where not exists (
                select from audit.log_entry as e
                where e.inbox_id = g.id
                  and e.index < (
                    select s.past from audit.sealed_segment as s
                    where s.log = e.log and s.first <= e.index order by s.first desc limit 1))
          and not exists (
                select from audit.log_repeat as r
                join audit.log_entry as e on e.inbox_id = r.same_as
                where r.inbox_id = g.id
                  and e.index < (
                    select s.past from audit.sealed_segment as s
                    where s.log = e.log and s.first <= e.index order by s.first desc limit 1))
          and not exists (
                select from audit.log_repeat as r
                where r.inbox_id = g.id
                  and r.index < (
                    select s.past from audit.sealed_segment as s
                    where s.log = r.log and s.first <= r.index order by s.first desc limit 1))
        limit 1;
    if found then
        raise exception 'the record is append only: row % of the inbox is in no sealed segment', kept
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;

create or replace function audit.refuse_unsealed_entry_deletion() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    kept bigint;
begin
    select g.index into kept
        from gone as g
        where g.index >= coalesce((
                select s.past from audit.sealed_segment as s
                where s.log = g.log and s.first <= g.index order by s.first desc limit 1), 0)
           or exists (select from audit.inbox as i where i.id = g.inbox_id)
        limit 1;
    if found then
        raise exception 'the record is append only: entry % of the log is in no sealed segment', kept
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
