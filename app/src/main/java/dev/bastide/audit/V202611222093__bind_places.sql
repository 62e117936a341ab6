-- A row of the index hides a record from whoever asks what has no place yet, and lets it go when its segment is sealed. So a
-- place is given at the end of the log only, in the transaction that puts its head forward: whoever does that past the
-- program leaves a head that the program did not sign.
create function audit.require_place_at_the_end() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    wrong int;
begin
    select p.log into wrong
        from (select f.log, count(*) as counted, min(f.index) as least, max(f.index) as greatest
              from fresh as f group by f.log) as p
        left join audit.log_head as h on h.log = p.log
        where h.size is distinct from p.greatest + 1
           or p.counted <> p.greatest - p.least + 1
           or p.least < (select coalesce(max(s.past), 0) from audit.sealed_segment as s where s.log = p.log)
           or (p.least > (select coalesce(max(s.past), 0) from audit.sealed_segment as s where s.log = p.log)
               and not exists (select from audit.log_entry as e where e.log = p.log and e.index = p.least - 1))
        limit 1;
    if found then
        raise exception 'a record gets its place at the end of the log: refused in log %', wrong
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;

create trigger log_entry_is_at_the_end after insert on audit.log_entry
    referencing new table as fresh
    for each statement execute function audit.require_place_at_the_end();

-- Only what bears its source's number can be sent twice; a record of the program's own never is.
create function audit.require_repeat() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not exists (
            select from audit.inbox as i
            where i.id = new.inbox_id and i.source_seq is not null
              and not exists (select from audit.log_entry as e where e.inbox_id = i.id)
              and (exists (select from audit.inbox as f
                           where f.id = new.same_as and f.id <> i.id
                             and f.source = i.source and f.source_seq = i.source_seq)
                   or exists (select from audit.sealed_source as n
                              join audit.sealed_segment as s on s.log = n.log and s.first = n.first
                              where n.log = new.log and new.index >= s.first and new.index < s.past
                                and n.source = i.source and i.source_seq between n.least and n.greatest))) then
        raise exception 'row % of the inbox repeats nothing', new.inbox_id using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger log_repeat_repeats before insert on audit.log_repeat
    for each row execute function audit.require_repeat();

-- A part of the log begins where the log ends, or within the batch that is being written.
create function audit.require_segment_at_the_end() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if exists (select from audit.log_segment as s where s.log = new.log and s.first >= new.first)
       or not exists (select from audit.log_head as h
                      where h.log = new.log and new.first >= h.size and new.first <= h.size + 8192) then
        raise exception 'a segment begins at the end of the log: % of log % refused', new.first, new.log
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger log_segment_is_at_the_end before insert on audit.log_segment
    for each row execute function audit.require_segment_at_the_end();

-- A time far ahead would be the time of all that follows.
alter table audit.inbox add constraint inbox_received_at_a_time check (isfinite(received_at)) not valid;
alter table audit.inbox add constraint inbox_received_by_now
    check (source <> 'app' or received_at <= statement_timestamp() + interval '1 day') not valid;
