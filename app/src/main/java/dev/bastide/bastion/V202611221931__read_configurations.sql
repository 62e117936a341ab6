-- What a network device's configuration was before and after each operation, and from day to day.
create table bastion.device_configuration (
    id          uuid primary key,
    host        uuid not null references asset.host,
    -- A keyed digest: equal configurations of one device are kept once, and nobody guesses at their content.
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    sealed      bytea not null,
    unique (host, fingerprint)
);

create table bastion.configuration_reading (
    id            uuid primary key,
    number        bigint generated always as identity,
    host          uuid not null references asset.host,
    moment        text not null check (moment in ('before', 'after', 'routine')),
    read_at       timestamptz not null,
    session       uuid references bastion.session,
    operation     text check (length(operation) between 1 and 40),
    content       uuid references bastion.device_configuration,
    failure       text check (length(failure) between 1 and 400),
    compared_with uuid references bastion.configuration_reading,
    added         integer check (added >= 0),
    removed       integer check (removed >= 0),
    drift         boolean not null default false,
    constraint a_reading_has_content_or_says_why_not check ((content is null) = (failure is not null)),
    constraint a_comparison_counts check (
        (compared_with is null) = (added is null) and (added is null) = (removed is null)),
    constraint only_what_was_read_is_compared check (compared_with is null or content is not null),
    constraint drift_is_a_difference_outside_an_operation check (
        not drift or (moment <> 'after' and added + removed > 0)),
    constraint only_the_round_comes_without_a_session check ((session is null) = (moment = 'routine'))
);

create index configuration_reading_by_host on bastion.configuration_reading (host, number desc);
create index configuration_reading_by_operation on bastion.configuration_reading (operation) where operation is not null;

create function bastion.refuse_configuration_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'a configuration that was read is never rewritten: % on %.% refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger device_configuration_is_append_only
    before update or delete on bastion.device_configuration
    for each row execute function bastion.refuse_configuration_change();
create trigger device_configuration_is_never_emptied
    before truncate on bastion.device_configuration
    for each statement execute function bastion.refuse_configuration_change();
create trigger configuration_reading_is_append_only
    before update or delete on bastion.configuration_reading
    for each row execute function bastion.refuse_configuration_change();
create trigger configuration_reading_is_never_emptied
    before truncate on bastion.configuration_reading
    for each statement execute function bastion.refuse_configuration_change();
revoke update, delete on bastion.device_configuration, bastion.configuration_reading from bastide_app;

-- A network device is opened under a permit only, on a test network too: its ticket stands in the operation (B10).
create function bastion.a_device_needs_a_permit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.permit is null and asset.is_network_device(new.host) then
        raise exception 'a session on a network device needs a permit'
            using errcode = 'check_violation', constraint = 'a_network_device_needs_a_permit';
    end if;
    return new;
end
$$;

create trigger a_network_device_needs_a_permit
    before insert on bastion.session
    for each row execute function bastion.a_device_needs_a_permit();
