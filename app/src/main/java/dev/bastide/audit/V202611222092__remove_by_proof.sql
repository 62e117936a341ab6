-- Who holds the program's role could write a sealed row without a file and have its records removed. So removal wants a word
-- that is made from the master key, which is not in the database; what is kept here is its hash, written once.
create table audit.removal_guard (
    one  boolean primary key default true check (one),
    hash bytea not null check (octet_length(hash) = 32)
);

create trigger removal_guard_is_append_only before update or delete on audit.removal_guard
    for each row execute function audit.refuse_change();
create trigger removal_guard_is_never_emptied before truncate on audit.removal_guard
    for each statement execute function audit.refuse_change();
revoke update, delete on audit.removal_guard from bastide_app;

alter function audit.remove_sealed(int, bigint) rename to remove_covered;
revoke all on function audit.remove_covered(int, bigint) from bastide_app;

create function audit.remove_sealed(sealed_log int, sealed_first bigint, word bytea) returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    if not exists (select from audit.removal_guard as g where g.hash = sha256(word)) then
        raise exception 'the record is append only: nobody but the program takes out what it has sealed'
            using errcode = 'insufficient_privilege';
    end if;
    return audit.remove_covered(sealed_log, sealed_first);
end
$$;

revoke all on function audit.remove_sealed(int, bigint, bytea) from public;
grant execute on function audit.remove_sealed(int, bigint, bytea) to bastide_app;
