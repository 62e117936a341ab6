-- A part of the log begins with a row that nobody but the program may write: it bears a mark under a key of the vault, and its
-- key opens for no other place. The database knows neither; the program says the word for what it changes here.
alter table audit.log_segment add column mark bytea check (octet_length(mark) = 32);

-- Rows that were written past the program, as they stood: evidence.
create table audit.foreign_segment (
    id        bigint generated always as identity primary key,
    log       int not null,
    first     bigint not null,
    day       date,
    wrapped   bytea,
    opened_at timestamptz,
    key_id    uuid,
    mark      bytea,
    found_at  timestamptz not null default clock_timestamp(),
    taken_by  xid8 not null default pg_current_xact_id()
);

create index foreign_segment_place on audit.foreign_segment (log, first);

create trigger foreign_segment_is_append_only before update or delete on audit.foreign_segment
    for each row execute function audit.refuse_change();
create trigger foreign_segment_is_never_emptied before truncate on audit.foreign_segment
    for each statement execute function audit.refuse_change();
revoke insert, update, delete on audit.foreign_segment from bastide_app;

-- Whether the word was said in this transaction.
create function audit.hears_the_word() returns boolean
    language sql
    stable
    set search_path = pg_catalog
as $$
    select exists (
        select from audit.removal_guard as g
        where g.hash = sha256(decode(nullif(current_setting('bastide.word', true), ''), 'hex')))
$$;

create function audit.hear(word bytea) returns void
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    perform set_config('bastide.word', encode(word, 'hex'), true);
    if not audit.hears_the_word() then
        raise exception 'the record is append only: nobody but the program writes here'
            using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- A key is destroyed with its segment; a row of an older release gets its mark once; a key is wrapped anew. Nothing else of the
-- row ever changes, and the last two want the word.
create or replace function audit.refuse_change_but_destruction() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if (new.log, new.first, new.day, new.opened_at, new.key_id)
            = (old.log, old.first, old.day, old.opened_at, old.key_id) then
        if new.wrapped is null and new.mark is not distinct from old.mark
                and exists (select from audit.dropped_segment as d where d.log = old.log and d.first = old.first) then
            return new;
        end if;
        if audit.hears_the_word()
                and ((old.mark is null and new.wrapped is not distinct from old.wrapped)
                    or (new.mark is not distinct from old.mark and old.wrapped is not null and new.wrapped is not null)) then
            return new;
        end if;
    end if;
    raise exception 'the record is append only: the key of segment % of log % stays', old.first, old.log
        using errcode = 'insufficient_privilege';
end
$$;

create function audit.mark_segment(marked_log int, marked_first bigint, fresh bytea, word bytea) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    perform audit.hear(word);
    update audit.log_segment as s set mark = fresh
        where s.log = marked_log and s.first = marked_first and s.mark is null;
end
$$;

revoke all on function audit.mark_segment(int, bigint, bytea, bytea) from public;
grant execute on function audit.mark_segment(int, bigint, bytea, bytea) to bastide_app;

-- A row that is foreign goes, with what hangs on it, once it stands among the foreign ones; nothing else ever does.
create function audit.refuse_change_but_of_foreign() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    place record;
begin
    if tg_op = 'DELETE' and audit.hears_the_word() then
        if tg_table_name = 'segment_release' then
            select h.log, h.first into place from audit.segment_hold as h where h.id = old.hold;
        else
            select old.log as log, old.first as first into place;
        end if;
        if exists (
                select from audit.foreign_segment as f
                where f.log = place.log and f.first = place.first and f.taken_by = pg_current_xact_id()) then
            return old;
        end if;
    end if;
    raise exception 'the record is append only: % of % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

drop trigger log_segment_stays on audit.log_segment;
create trigger log_segment_stays before delete on audit.log_segment
    for each row execute function audit.refuse_change_but_of_foreign();

do $$
declare
    kept text;
begin
    foreach kept in array array['log_cut', 'segment_hold', 'segment_release'] loop
        execute format('drop trigger %I on audit.%I', kept || '_is_append_only', kept);
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change_but_of_foreign()', kept || '_is_append_only', kept);
    end loop;
end
$$;

-- False where something was sealed on it: then it is for a person to look.
create function audit.disown_segment(foreign_log int, foreign_first bigint, word bytea) returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    perform audit.hear(word);
    if exists (select from audit.sealed_segment as s where s.log = foreign_log and s.first = foreign_first) then
        return false;
    end if;
    insert into audit.foreign_segment (log, first, day, wrapped, opened_at, key_id, mark)
        select s.log, s.first, s.day, s.wrapped, s.opened_at, s.key_id, s.mark
        from audit.log_segment as s
        where s.log = foreign_log and s.first = foreign_first;
    delete from audit.segment_release as r
        using audit.segment_hold as h
        where h.id = r.hold and h.log = foreign_log and h.first = foreign_first;
    delete from audit.segment_hold as h where h.log = foreign_log and h.first = foreign_first;
    delete from audit.log_cut as c where c.log = foreign_log and c.first = foreign_first;
    delete from audit.log_segment as s where s.log = foreign_log and s.first = foreign_first;
    return true;
end
$$;

revoke all on function audit.disown_segment(int, bigint, bytea) from public;
grant execute on function audit.disown_segment(int, bigint, bytea) to bastide_app;

-- A sealed row without a file stops sealing. So it wants the word as well as the removal that follows it.
create function audit.require_the_word() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if not audit.hears_the_word() then
        raise exception 'the record is append only: nobody but the program writes into %', tg_table_name
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger sealed_segment_is_said before insert on audit.sealed_segment
    for each row execute function audit.require_the_word();
