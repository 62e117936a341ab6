-- Records are kept 400 days or more, and never less than 180: no setting, role or row can undercut that. A segment that
-- was dropped keeps its row and the hashes above it; its key and its file are gone, and the log says so.

-- A hold on a segment: until it is released nothing from it on is dropped.
create table audit.segment_hold (
    id      bigint generated always as identity primary key,
    log     int not null,
    first   bigint not null,
    reason  text not null check (length(reason) between 1 and 1000),
    held_at timestamptz not null,
    foreign key (log, first) references audit.log_segment
);

create table audit.segment_release (
    hold        bigint primary key references audit.segment_hold,
    reason      text not null check (length(reason) between 1 and 1000),
    released_at timestamptz not null
);

create table audit.dropped_segment (
    log        int not null,
    first      bigint not null,
    past       bigint not null,
    dropped_at timestamptz not null default clock_timestamp(),
    primary key (log, first),
    foreign key (log, first) references audit.sealed_segment
);

-- The clock is the database's own, and the time that of the last record, as the database counted it when it was sealed.
create function audit.require_end_of_retention() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    segment record;
begin
    select s.past, s.logged_to into strict segment
        from audit.sealed_segment as s where s.log = new.log and s.first = new.first;
    if segment.logged_to > clock_timestamp() - interval '180 days' then
        raise exception 'the record is kept for 180 days: segment % of log % was written until %',
            new.first, new.log, segment.logged_to using errcode = 'insufficient_privilege';
    end if;
    if new.first > 0 and not exists (
            select from audit.dropped_segment as d where d.log = new.log and d.past = new.first) then
        raise exception 'a log is dropped from its beginning: segment % of log % refused', new.first, new.log
            using errcode = 'insufficient_privilege';
    end if;
    if exists (
            select from audit.segment_hold as h
            where h.log = new.log and h.first = new.first
              and not exists (select from audit.segment_release as r where r.hold = h.id)) then
        raise exception 'segment % of log % is held', new.first, new.log using errcode = 'insufficient_privilege';
    end if;
    new.past := segment.past;
    new.dropped_at := clock_timestamp();
    return new;
end
$$;

create trigger dropped_segment_is_old before insert on audit.dropped_segment
    for each row execute function audit.require_end_of_retention();

-- A key is destroyed with its segment, and nothing else of its row ever changes.
alter table audit.log_segment alter column wrapped drop not null;

create function audit.refuse_change_but_destruction() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.wrapped is null
            and (new.log, new.first, new.day, new.opened_at, new.key_id)
                = (old.log, old.first, old.day, old.opened_at, old.key_id)
            and exists (select from audit.dropped_segment as d where d.log = old.log and d.first = old.first) then
        return new;
    end if;
    raise exception 'the record is append only: the key of segment % of log % stays', old.first, old.log
        using errcode = 'insufficient_privilege';
end
$$;

drop trigger log_segment_is_append_only on audit.log_segment;
create trigger log_segment_key_is_destroyed before update on audit.log_segment
    for each row execute function audit.refuse_change_but_destruction();
create trigger log_segment_stays before delete on audit.log_segment
    for each row execute function audit.refuse_change();

create function audit.drop_segment(dropped_log int, dropped_first bigint) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    insert into audit.dropped_segment (log, first, past) values (dropped_log, dropped_first, 0);
    update audit.log_segment as s set wrapped = null where s.log = dropped_log and s.first = dropped_first;
end
$$;

revoke all on function audit.drop_segment(int, bigint) from public;
grant execute on function audit.drop_segment(int, bigint) to bastide_app;

do $$
declare
    kept text;
begin
    foreach kept in array array['segment_hold', 'segment_release', 'dropped_segment'] loop
        execute format('create trigger %I before update or delete on audit.%I'
            ' for each row execute function audit.refuse_change()', kept || '_is_append_only', kept);
        execute format('create trigger %I before truncate on audit.%I'
            ' for each statement execute function audit.refuse_change()', kept || '_is_never_emptied', kept);
        execute format('revoke update, delete on audit.%I from bastide_app', kept);
    end loop;
    revoke insert on audit.dropped_segment from bastide_app;
end
$$;
