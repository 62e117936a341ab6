create schema if not exists record;

-- How often the record is reviewed and how much of it; the newest row with its mark holds. The bounds are the floor of the
-- protection: never rarer than once a quarter, never less sure than 95 of 100 that 5 of 100 would be found.
create table record.review_terms (
    id uuid primary key,
    number bigint generated always as identity unique,
    months integer not null check (months between 1 and 3),
    days integer not null check (days between 1 and 30),
    confidence integer not null check (confidence between 95 and 99),
    tolerable integer not null check (tolerable between 1 and 5),
    set_by uuid not null references identity.person,
    set_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32)
);

-- What a reviewer answers before a verdict counts. The four questions of the program are always among them.
create table record.review_checklist (
    id uuid primary key,
    number bigint generated always as identity unique,
    questions text[] not null check (
        array_ndims(questions) = 1 and cardinality(questions) between 4 and 20
        and array_position(questions, null) is null
        and questions @> array['record.review.question.who', 'record.review.question.allowed',
            'record.review.question.did', 'record.review.question.whole']),
    set_by uuid not null references identity.person,
    set_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32)
);

-- A campaign is announced before its time with the hash of a secret; what is drawn follows from the secret and from the
-- checkpoint at its end, so that nobody chooses the sample.
create table record.review_campaign (
    id uuid primary key,
    number bigint generated always as identity unique,
    node uuid references servicetree.node,
    from_at timestamptz not null,
    until_at timestamptz not null,
    commitment bytea not null check (octet_length(commitment) = 32),
    sealed bytea not null,
    opened_by uuid references identity.person,
    announced_at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    check (until_at > from_at and until_at <= from_at + interval '93 days')
);

create table record.review_draw (
    campaign uuid primary key references record.review_campaign,
    drawn_at timestamptz not null,
    due_at timestamptz not null,
    secret bytea not null check (octet_length(secret) = 32),
    origin text not null,
    root text not null,
    checkpoint text not null,
    announced_log integer not null,
    announced_index bigint not null,
    logs integer[] not null,
    firsts bigint[] not null,
    pasts bigint[] not null,
    listed uuid[] not null,
    population bigint not null check (population >= 0),
    confidence integer not null check (confidence between 95 and 99),
    tolerable integer not null check (tolerable between 1 and 5),
    size integer not null check (size >= 0 and size <= population),
    items integer not null check (items >= size),
    items_hash bytea not null check (octet_length(items_hash) = 32),
    drawn_in xid8 not null default pg_current_xact_id(),
    mark bytea not null check (octet_length(mark) = 32),
    check (due_at > drawn_at and due_at <= drawn_at + interval '31 days'),
    check (cardinality(logs) >= 1 and cardinality(logs) = cardinality(firsts)
        and cardinality(logs) = cardinality(pasts)),
    check ((announced_log, announced_index) < (logs[cardinality(logs)], pasts[cardinality(pasts)]))
);

create table record.review_item (
    id uuid primary key,
    campaign uuid not null references record.review_draw,
    ordinal integer not null check (ordinal >= 1),
    origin text not null check (origin in ('sample', 'risk', 'both')),
    kind text not null check (kind in ('record', 'session')),
    object uuid not null,
    log integer,
    index bigint check (index >= 0),
    risks text[] not null,
    person uuid references identity.person,
    team uuid,
    node uuid,
    who text not null,
    what text not null,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    unique (campaign, ordinal),
    check ((origin = 'sample') = (cardinality(risks) = 0)),
    check ((log is null) = (index is null)),
    check (kind = 'record' or log is null)
);

create index review_item_object on record.review_item (object);

-- Who reviews an item; the last row holds.
create table record.review_assignment (
    id uuid primary key,
    number bigint generated always as identity unique,
    item uuid not null references record.review_item,
    reviewer uuid not null references identity.person,
    given_by uuid references identity.person,
    why text not null check (length(why) between 1 and 500),
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    unique (id, item, reviewer)
);

create index review_assignment_item on record.review_assignment (item, number);
create index review_assignment_reviewer on record.review_assignment (reviewer, item);

-- The reviewer opened that very record or recording; written in the transaction of the record that says so.
create table record.review_opening (
    id uuid primary key,
    assignment uuid not null,
    item uuid not null,
    reviewer uuid not null,
    readable boolean not null,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    unique (id, assignment, item, reviewer),
    foreign key (assignment, item, reviewer) references record.review_assignment (id, item, reviewer)
);

create index review_opening_of on record.review_opening (assignment);

create table record.review_verdict (
    id uuid primary key,
    number bigint generated always as identity unique,
    opening uuid not null,
    assignment uuid not null,
    item uuid not null,
    reviewer uuid not null,
    verdict text not null check (verdict in ('in-order', 'not-in-order')),
    finding text check (length(btrim(finding)) between 10 and 2000),
    note text not null check (length(note) <= 2000),
    checklist bigint not null check (checklist >= 0),
    answers text[] not null check (
        array_ndims(answers) = 1 and cardinality(answers) between 4 and 20
        and array_position(answers, null) is null and answers <@ array['yes', 'no', 'not-applicable']),
    corrects uuid references record.review_verdict,
    at timestamptz not null,
    mark bytea not null check (octet_length(mark) = 32),
    foreign key (opening, assignment, item, reviewer)
        references record.review_opening (id, assignment, item, reviewer),
    check ((verdict = 'in-order') = (finding is null)),
    check (verdict <> 'in-order' or not ('no' = any (answers)))
);

create index review_verdict_of on record.review_verdict (item, number);

create table record.review_completion (
    campaign uuid primary key references record.review_draw,
    completed_by uuid not null references identity.person,
    at timestamptz not null,
    items integer not null,
    findings integer not null check (findings between 0 and items),
    summary text not null,
    mark bytea not null check (octet_length(mark) = 32)
);

create function record.refuse_rewrite() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    raise exception '% on % is refused: a review stays as it was written; a correction is a new row', tg_op, tg_table_name
        using errcode = '23514';
end
$$;

do $$
declare
    kept text;
begin
    foreach kept in array array['review_terms', 'review_checklist', 'review_campaign', 'review_draw', 'review_item',
        'review_assignment', 'review_opening', 'review_verdict', 'review_completion'] loop
        execute format('create trigger %1$s_stays before update or delete on record.%1$s
            for each row execute function record.refuse_rewrite()', kept);
        execute format('create trigger %1$s_is_never_emptied before truncate on record.%1$s
            for each statement execute function record.refuse_rewrite()', kept);
    end loop;
end
$$;

-- What is drawn comes from the secret that was announced, after the time that was announced.
create function record.draw_fits() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
declare
    announced record.review_campaign;
begin
    select c.* into announced from record.review_campaign c where c.id = new.campaign;
    if sha256(new.secret) <> announced.commitment then
        raise exception 'this is not the secret that was announced' using errcode = '23514';
    end if;
    if new.drawn_at < announced.until_at or new.drawn_at < announced.announced_at then
        raise exception 'nothing is drawn before its time' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger draw_fits after insert on record.review_draw
    for each row execute function record.draw_fits();

create function record.item_is_drawn() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if not exists (select from record.review_draw d
        where d.campaign = new.campaign and d.drawn_in = pg_current_xact_id() and new.ordinal <= d.items) then
        raise exception 'an item comes with its draw, none later' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger item_is_drawn after insert on record.review_item
    for each row execute function record.item_is_drawn();

-- Nobody reviews his own work, nor a team mate's, whose lead he may be; nor does the head of the node it was done on, or of
-- one above.
create function record.may_review(reviewer uuid, item uuid) returns boolean
language sql
stable
set search_path = record, pg_temp
as $$
    select exists (select from identity.published_duty d
            join identity.published_person p on p.id = d.person and p.active and p.kind = 'human'
            where d.person = reviewer and d.duty = 'auditor' and d.ended_at is null)
        and not exists (select from record.review_item i
            left join identity.published_team mine on mine.person = reviewer
            left join identity.published_team his on his.person = i.person
            where i.id = item
                and (i.person = reviewer or his.owner = reviewer or mine.team = i.team or mine.team = his.team))
        and not exists (
            with recursive up as (
                select n.id, n.parent, n.owner
                from record.review_item i
                join servicetree.published_node n on n.id = i.node
                where i.id = item
                union
                select n.id, n.parent, n.owner from servicetree.published_node n join up on n.id = up.parent)
            select from up where up.owner = reviewer)
$$;

create function record.reviewer_is_another() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if not record.may_review(new.reviewer, new.item) then
        raise exception 'a reviewer is an internal auditor and neither who acted, nor of his team, nor head of the node'
            using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger reviewer_is_another after insert on record.review_assignment
    for each row execute function record.reviewer_is_another();
create trigger reviewer_is_another after insert on record.review_verdict
    for each row execute function record.reviewer_is_another();

create function record.opening_follows() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
begin
    if new.at < (select a.at from record.review_assignment a where a.id = new.assignment) then
        raise exception 'what was opened before it was assigned does not count' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger opening_follows after insert on record.review_opening
    for each row execute function record.opening_follows();

create function record.verdict_fits() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
declare
    opened record.review_opening;
begin
    select o.* into opened from record.review_opening o where o.id = new.opening;
    if new.at < opened.at then
        raise exception 'a verdict follows the opening' using errcode = '23514';
    end if;
    if new.verdict = 'in-order' and not opened.readable then
        raise exception 'what could not be read is not in order' using errcode = '23514';
    end if;
    if new.assignment <> (select a.id from record.review_assignment a where a.item = new.item
            order by a.number desc limit 1) then
        raise exception 'this item is somebody else''s by now' using errcode = '23514';
    end if;
    if exists (select from record.review_completion c
            join record.review_item i on i.campaign = c.campaign where i.id = new.item) then
        raise exception 'this campaign is completed' using errcode = '23514';
    end if;
    if new.corrects is distinct from (select v.id from record.review_verdict v
            where v.item = new.item and v.number < new.number order by v.number desc limit 1) then
        raise exception 'a second verdict corrects the first' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger verdict_fits after insert on record.review_verdict
    for each row execute function record.verdict_fits();

create function record.completion_is_whole() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
declare
    drawn record.review_draw;
begin
    select d.* into drawn from record.review_draw d where d.campaign = new.campaign;
    if new.items <> drawn.items or drawn.items <> (select count(*) from record.review_item i
            where i.campaign = new.campaign
                and exists (select from record.review_verdict v where v.item = i.id)) then
        raise exception 'an item of this campaign has no verdict' using errcode = '23514';
    end if;
    if new.at < drawn.drawn_at then
        raise exception 'a campaign is completed after it was drawn' using errcode = '23514';
    end if;
    return null;
end
$$;

create trigger completion_is_whole after insert on record.review_completion
    for each row execute function record.completion_is_whole();
