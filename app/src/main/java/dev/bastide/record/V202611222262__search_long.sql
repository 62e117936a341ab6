-- A search that takes longer than a page may: what it looks for and what it found are sealed, bound to who asked.
create table record.long_search (
    id uuid primary key,
    person_id uuid not null,
    query_sealed bytea not null,
    state text not null check (state in ('running', 'done', 'cancelled', 'failed', 'expired')),
    place bigint,
    percent integer not null default 0 check (percent between 0 and 100),
    scanned bigint not null default 0 check (scanned >= 0),
    unreadable bigint not null default 0 check (unreadable >= 0),
    found integer not null default 0 check (found >= 0),
    result_sealed bytea,
    asked_at timestamptz not null,
    ended_at timestamptz,
    constraint ended check ((state = 'running') = (ended_at is null)),
    constraint forgotten check (state <> 'expired' or result_sealed is null)
);

create index long_search_running on record.long_search (asked_at) where state = 'running';

-- What is over stays over, and nobody's search becomes another's.
create function record.keep_long_search() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if (new.id, new.person_id, new.query_sealed, new.asked_at)
        is distinct from (old.id, old.person_id, old.query_sealed, old.asked_at)
    then
        raise exception 'a search stays the one that was asked for' using errcode = '23514';
    end if;
    if old.state <> 'running' and new.state <> 'expired' then
        raise exception 'a search that ended stays ended' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger kept before update on record.long_search
    for each row execute function record.keep_long_search();
