-- What the log has taken leaves the inbox for a sealed file: one row for each file, and rows go only where such a row is.

-- The key of a part of the log has a name, which the file carries in the open.
alter table audit.log_segment add column key_id uuid not null default gen_random_uuid() unique;

-- That a part of the log ends with its next tile, however few its records are: asked for by a person.
create table audit.log_cut (
    log      int not null,
    first    bigint not null,
    asked_at timestamptz not null,
    primary key (log, first),
    foreign key (log, first) references audit.log_segment
);

-- Index and time of the log are the database's own count of what it gives away; the mark is the program's.
create table audit.sealed_segment (
    log          int not null,
    first        bigint not null,
    past         bigint not null,
    sha256       bytea not null check (octet_length(sha256) = 32),
    bytes        bigint not null check (bytes > 0),
    roots        bytea not null check (octet_length(roots) > 0 and octet_length(roots) % 32 = 0),
    earliest     timestamptz not null,
    latest       timestamptz not null,
    logged_from  timestamptz not null,
    logged_to    timestamptz not null,
    least_id     uuid not null,
    greatest_id  uuid not null,
    unreadable   bigint not null check (unreadable >= 0),
    sealed_at    timestamptz not null,
    mark         bytea not null check (octet_length(mark) = 32),
    primary key (log, first),
    foreign key (log, first) references audit.log_segment,
    check (past > first),
    check (latest >= earliest),
    check (logged_to >= logged_from),
    check (greatest_id >= least_id)
);

-- The numbers of a source that lie in a sealed segment, so that what it sends again is known again.
create table audit.sealed_source (
    log      int not null,
    first    bigint not null,
    source   text not null,
    least    bigint not null check (least >= 1),
    greatest bigint not null,
    primary key (log, first, source),
    foreign key (log, first) references audit.sealed_segment,
    check (greatest >= least)
);

create index sealed_source_number on audit.sealed_source (source, least, greatest);

-- Where the first one is sealed already, it is named by its place in the log and no more by its row.
alter table audit.log_repeat alter column same_as drop not null;
alter table audit.log_repeat add column log int;
alter table audit.log_repeat add column index bigint;
alter table audit.log_repeat
    add constraint log_repeat_names_one check ((same_as is null) = (index is not null) and (log is null) = (index is null));

create index log_repeat_same on audit.log_repeat (same_as);

-- A segment is sealed whole and in turn: it begins where the one before ends, and ends where the next begins, or with its
-- log. The database counts what it is about to give away, and says itself when that was logged.
create function audit.require_whole_segment() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    ends    bigint;
    newer   boolean;
    counted bigint;
    missing bigint;
begin
    if new.first > 0 and not exists (
            select from audit.sealed_segment as s where s.log = new.log and s.past = new.first) then
        raise exception 'segments are sealed in turn: % of log % refused', new.first, new.log
            using errcode = 'insufficient_privilege';
    end if;
    select min(n.first) into ends from audit.log_segment as n where n.log = new.log and n.first > new.first;
    select exists (select from audit.log as l where l.number > new.log) into newer;
    if ends is null and newer then
        select h.size into ends from audit.log_head as h where h.log = new.log;
    end if;
    if ends is distinct from new.past then
        raise exception 'a segment is sealed whole: % to % of log % refused', new.first, new.past, new.log
            using errcode = 'insufficient_privilege';
    end if;
    select count(*), count(*) - count(i.id), min(e.logged_at), max(e.logged_at)
        into counted, missing, new.logged_from, new.logged_to
        from audit.log_entry as e
        left join audit.inbox as i on i.id = e.inbox_id
        where e.log = new.log and e.index >= new.first and e.index < new.past;
    if counted <> new.past - new.first or missing > 0 then
        raise exception 'a segment is sealed from its records: % of % are there', counted - missing, new.past - new.first
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger sealed_segment_is_whole before insert on audit.sealed_segment
    for each row execute function audit.require_whole_segment();

-- Rows of the inbox go only when the sealed row of their range is there; so do those of the index, and after them.
create function audit.refuse_unsealed_deletion() returns trigger
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
                join audit.sealed_segment as s on s.log = e.log and e.index >= s.first and e.index < s.past
                where e.inbox_id = g.id)
          and not exists (
                select from audit.log_repeat as r
                join audit.log_entry as e on e.inbox_id = r.same_as
                join audit.sealed_segment as s on s.log = e.log and e.index >= s.first and e.index < s.past
                where r.inbox_id = g.id)
          and not exists (
                select from audit.log_repeat as r
                join audit.sealed_segment as s on s.log = r.log and r.index >= s.first and r.index < s.past
                where r.inbox_id = g.id)
        limit 1;
    if found then
        raise exception 'the record is append only: row % of the inbox is in no sealed segment', kept
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;

create function audit.refuse_unsealed_entry_deletion() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    kept bigint;
begin
    select g.index into kept
        from gone as g
        where not exists (
                select from audit.sealed_segment as s where s.log = g.log and g.index >= s.first and g.index < s.past)
           or exists (select from audit.inbox as i where i.id = g.inbox_id)
        limit 1;
    if found then
        raise exception 'the record is append only: entry % of the log is in no sealed segment', kept
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;

drop trigger inbox_is_append_only on audit.inbox;
create trigger inbox_is_append_only before update on audit.inbox
    for each row execute function audit.refuse_change();
create trigger inbox_goes_when_sealed after delete on audit.inbox
    referencing old table as gone
    for each statement execute function audit.refuse_unsealed_deletion();

drop trigger log_entry_is_append_only on audit.log_entry;
create trigger log_entry_is_append_only before update on audit.log_entry
    for each row execute function audit.refuse_change();
create trigger log_entry_goes_when_sealed after delete on audit.log_entry
    referencing old table as gone
    for each statement execute function audit.refuse_unsealed_entry_deletion();

-- The one way out of the inbox. The program has no right to delete; it asks, and gets what is sealed, all of it at once.
create function audit.remove_sealed(sealed_log int, sealed_first bigint) returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
declare
    ends    bigint;
    removed bigint;
begin
    select s.past into strict ends
        from audit.sealed_segment as s where s.log = sealed_log and s.first = sealed_first;
    delete from audit.inbox as i
        using audit.log_repeat as r, audit.log_entry as e
        where i.id = r.inbox_id and e.inbox_id = r.same_as
          and e.log = sealed_log and e.index >= sealed_first and e.index < ends;
    delete from audit.inbox as i
        using audit.log_repeat as r
        where i.id = r.inbox_id and r.index is not null
          and exists (select from audit.sealed_segment as s
                      where s.log = r.log and r.index >= s.first and r.index < s.past);
    delete from audit.inbox as i
        using audit.log_entry as e
        where i.id = e.inbox_id and e.log = sealed_log and e.index >= sealed_first and e.index < ends;
    get diagnostics removed = row_count;
    delete from audit.log_entry as e
        where e.log = sealed_log and e.index >= sealed_first and e.index < ends;
    return removed;
end
$$;

revoke all on function audit.remove_sealed(int, bigint) from public;
grant execute on function audit.remove_sealed(int, bigint) to bastide_app;

do $$
declare
    kept text;
begin
    foreach kept in array array['log_cut', 'sealed_segment', 'sealed_source'] loop
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change()', kept || '_is_append_only', kept);
        execute format('create trigger %I before truncate on audit.%I'
            ' for each statement execute function audit.refuse_change()', kept || '_is_never_emptied', kept);
        execute format('revoke update, delete on audit.%I from bastide_app', kept);
    end loop;
end
$$;
