-- Says for ever that the people of this database are invented: it is never used without --demo again.
create table portal.demonstration (
    one   boolean primary key default true check (one),
    since timestamptz not null
);

create function portal.keep_mark() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'a demonstration never becomes real' using errcode = '23514';
end
$$;

create trigger keep_mark before update or delete on portal.demonstration
    for each row execute function portal.keep_mark();
create trigger keep_mark_whole before truncate on portal.demonstration
    for each statement execute function portal.keep_mark();
