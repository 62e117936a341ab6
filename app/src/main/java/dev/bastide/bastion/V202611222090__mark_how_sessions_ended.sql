-- How a session ended bears a mark: a rehearsal is believed only where this program saw it end well.
alter table bastion.session add column mark bytea check (octet_length(mark) = 32);

-- What was said of a session at its opening stays; an ended session stays as it is, but for the mark that an older release
-- did not give it; none is taken away.
create or replace function bastion.keep_session() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op <> 'UPDATE' then
        raise exception 'a session is history and is never deleted' using errcode = '23514';
    end if;
    if old.state in ('ended', 'unknown')
        and (old.mark is not null or to_jsonb(new) - 'mark' is distinct from to_jsonb(old) - 'mark') then
        raise exception 'this session has ended and stays as it is' using errcode = '23514';
    end if;
    if (new.id, new.connection, new.person, new.machine, new.host, new.node, new.account, new.production, new.permit,
            new.rule, new.source, new.kind, new.command, new.announced_at, new.file, new.file_hash)
        is distinct from
        (old.id, old.connection, old.person, old.machine, old.host, old.node, old.account, old.production, old.permit,
            old.rule, old.source, old.kind, old.command, old.announced_at, old.file, old.file_hash) then
        raise exception 'what a session was opened for is not rewritten' using errcode = '23514';
    end if;
    return new;
end
$$;

