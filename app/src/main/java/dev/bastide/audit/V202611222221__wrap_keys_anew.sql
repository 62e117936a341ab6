-- A rotation wraps keys anew: the same key, in another wrapping, for the one who says the word. A key that was destroyed
-- meanwhile does not come back.
create function audit.rewrap_segment(wrapped_log int, wrapped_first bigint, old bytea, fresh bytea, word bytea) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    perform audit.hear(word);
    update audit.log_segment as s set wrapped = fresh
        where s.log = wrapped_log and s.first = wrapped_first and s.wrapped = old;
end
$$;

create function audit.rewrap_data_key(key uuid, old bytea, fresh bytea, word bytea) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog
as $$
begin
    perform audit.hear(word);
    update audit.data_key as k set wrapped = fresh where k.id = key and k.wrapped = old;
end
$$;

revoke all on function audit.rewrap_segment(int, bigint, bytea, bytea, bytea) from public;
revoke all on function audit.rewrap_data_key(uuid, bytea, bytea, bytea) from public;
grant execute on function audit.rewrap_segment(int, bigint, bytea, bytea, bytea) to bastide_app;
grant execute on function audit.rewrap_data_key(uuid, bytea, bytea, bytea) to bastide_app;

create function audit.refuse_change_but_rewrapping() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'UPDATE' and audit.hears_the_word() then
        if (new.id, new.created_at) = (old.id, old.created_at) then
            return new;
        end if;
    end if;
    raise exception 'the record is append only: % on %.% refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

drop trigger data_key_is_append_only on audit.data_key;
create trigger data_key_is_append_only before update or delete on audit.data_key
    for each row execute function audit.refuse_change_but_rewrapping();

-- What was done to the keys on the server itself stands in a file of the home folder, each with a name, and is recorded once.
create table audit.key_event (
    id          uuid primary key,
    recorded_at timestamptz not null default clock_timestamp()
);

create trigger key_event_is_append_only before update or delete on audit.key_event
    for each row execute function audit.refuse_change();
create trigger key_event_is_never_emptied before truncate on audit.key_event
    for each statement execute function audit.refuse_change();
revoke update, delete on audit.key_event from bastide_app;
