-- What is looked at afterwards: emergencies, and commands that no approved step matches.
create table change.review (
    id           uuid primary key,
    operation_id uuid not null references change.operation,
    kind         text not null check (kind in ('emergency', 'deviation')),
    executor_id  uuid not null references identity.person,
    opened_at    timestamptz not null,
    due_at       timestamptz not null,
    unique (operation_id, kind),
    unique (id, executor_id),
    constraint due_after_it_opened check (due_at > opened_at)
);

create table change.review_verdict (
    review_id   uuid primary key,
    executor_id uuid not null,
    reviewer_id uuid not null references identity.person,
    justified   boolean not null,
    evaluation  text not null check (length(btrim(evaluation)) between 10 and 4000),
    way_back    text not null check (length(way_back) <= 4000),
    at          timestamptz not null,
    constraint nobody_reviews_himself check (reviewer_id <> executor_id),
    foreign key (review_id, executor_id) references change.review (id, executor_id)
);

create table change.deviation (
    operation_id uuid not null references change.operation,
    position     integer not null,
    session_id   uuid not null,
    at           timestamptz not null,
    command      text not null,
    primary key (operation_id, position)
);

-- The difference between a network device's configuration before and after, collected once the work is done.
create table change.configuration_difference (
    operation_id uuid not null references change.operation,
    host_id      uuid not null references asset.host,
    difference   text not null check (length(difference) <= 1000000),
    attached_by  text not null,
    at           timestamptz not null,
    primary key (operation_id, host_id)
);

create trigger review_verdict_is_append_only before update or delete on change.review_verdict
    for each row execute function change.refuse_change();
create trigger review_is_append_only before update or delete on change.review
    for each row execute function change.refuse_change();
create trigger deviation_is_append_only before update or delete on change.deviation
    for each row execute function change.refuse_change();
create trigger configuration_difference_is_append_only before update or delete on change.configuration_difference
    for each row execute function change.refuse_change();

-- Whoever owes the review of an emergency beyond its day has no emergency right until it is done.
create function change.emergency_right_is_free() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if new.emergency and exists (
        select 1 from change.review r
        where r.kind = 'emergency' and r.executor_id = new.executor_id and r.due_at < new.asked_at
          and not exists (select 1 from change.review_verdict v where v.review_id = r.id)) then
        raise exception 'the review of an earlier emergency is overdue' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger emergency_right_is_free before insert on change.operation
    for each row execute function change.emergency_right_is_free();
