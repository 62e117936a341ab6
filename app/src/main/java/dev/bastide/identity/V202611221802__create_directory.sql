-- What the company's directory says of people, and which of its words name a duty here. Each row bears the program's
-- mark: one without it says nothing, and names no duty.
create table identity.directory_entry (
    person uuid primary key references identity.person,
    external_id text check (length(external_id) between 1 and 256),
    given_name text check (length(given_name) between 1 and 200),
    family_name text check (length(family_name) between 1 and 200),
    title text check (length(title) between 1 and 256),
    department text check (length(department) between 1 and 256),
    title_key text check (length(title_key) between 1 and 512),
    department_key text check (length(department_key) between 1 and 512),
    heard_at timestamptz not null,
    removed_at timestamptz,
    mark bytea not null check (octet_length(mark) = 32),
    constraint title_has_its_key check ((title is null) = (title_key is null)),
    constraint department_has_its_key check ((department is null) = (department_key is null))
);
create unique index one_person_of_an_external_id on identity.directory_entry (external_id) where removed_at is null;

-- The program folds case and spaces before it writes a key or a value here, and compares what it folded. A word that
-- stands in no row names no duty. None of them names an administrator: those are made by people.
create table identity.duty_mapping (
    attribute text not null check (attribute in ('title', 'department')),
    value text not null check (value = btrim(value) and length(value) between 1 and 512),
    duty text not null check (duty in ('operator', 'approver', 'security-engineer', 'developer', 'responder', 'iso',
                                       'auditor', 'customer')),
    made_by uuid not null references identity.person,
    made_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    primary key (attribute, value)
);

-- A machine gives only a duty that the table names for the words its directory said of this person, never to who answers
-- for the machine, and it takes none from an administrator nor, while founding is open, from the founder.
create function identity.directory_keeps_to_its_table() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
declare
    machine record;
begin
    if tg_op = 'INSERT' then
        select p.id, p.owner into machine from identity.person p where p.id = new.made_by and p.kind = 'machine';
        if found and (machine.owner = new.person or not exists (
            select from identity.directory_entry e
            join identity.duty_mapping m on (m.attribute = 'title' and m.value = e.title_key)
                or (m.attribute = 'department' and m.value = e.department_key)
            where e.person = new.person and e.removed_at is null and m.duty = new.duty)) then
            raise exception 'a machine gives only the duty that the table of the directory names'
                using errcode = 'check_violation';
        end if;
        return new;
    end if;
    perform 1 from identity.person p where p.id = new.ended_by and p.kind = 'machine';
    if found and (old.duty in ('administrator', 'machine') or exists (
        select from identity.founder f
        join identity.founding_period o on o.number = f.period and o.closed_at is null and o.ready_at is null
        where f.person = old.person)) then
        raise exception 'a machine takes no duty from an administrator, a machine or the founder'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger directory_keeps_to_its_table before insert on identity.duty_assignment
    for each row execute function identity.directory_keeps_to_its_table();
create trigger directory_takes_no_administrator before update of ended_at on identity.duty_assignment
    for each row when (old.ended_at is null and new.ended_at is not null)
    execute function identity.directory_keeps_to_its_table();

-- Whom a machine made, its owner made: behind a machine stands the human who answers for it.
create or replace function identity.hands_behind(wanted uuid) returns setof uuid
language sql stable as $$
    with recursive hand(person) as (
        select wanted
        union
        select b.maker from hand h join (
            select m.person, m.maker from identity.making m where not m.founding
            union all
            select p.id, p.owner from identity.person p where p.owner is not null
        ) b on b.person = h.person
    )
    select person from hand
$$;
