-- Approvals and their votes. What was asked never changes; only where it stands does, and only forward.
create schema if not exists approval;

create table approval.approval (
    id            uuid primary key,
    subject_kind  text not null check (subject_kind ~ '^[a-z][a-z.-]{1,60}$'),
    subject       uuid not null,
    title_key     text not null,
    title_args    text[] not null,
    content       text[] not null,
    content_hash  text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    requester     uuid not null references identity.person,
    executor      uuid references identity.person,
    barred        uuid[] not null default '{}',
    node          uuid not null,
    voting_action text not null check (voting_action ~ '^[a-z-]+[.][a-z-]+$'),
    path          text not null check (path like '/%'),
    state         text not null default 'waiting'
                  check (state in ('waiting', 'approved', 'rejected', 'voided', 'withdrawn')),
    asked_at      timestamptz not null,
    decided_at    timestamptz,
    constraint decided_once check ((state = 'waiting') = (decided_at is null))
);
create unique index one_waiting_approval on approval.approval (subject_kind, subject) where state = 'waiting';
create index approval_by_subject on approval.approval (subject, asked_at desc);
create index approval_waiting on approval.approval (asked_at) where state = 'waiting';

-- A vote is written once. Taking a yes back is a further row.
create table approval.vote (
    id         bigint generated always as identity primary key,
    approval   uuid not null references approval.approval,
    voter      uuid not null references identity.person,
    verdict    text not null check (verdict in ('yes', 'no', 'taken-back')),
    evaluation text not null check (char_length(btrim(evaluation)) between 10 and 4000),
    shown_hash text not null check (shown_hash ~ '^[0-9a-f]{64}$'),
    as_head    boolean not null,
    factor     text not null check (factor in ('code', 'session')),
    session    text,
    voted_at   timestamptz not null,
    unique (approval, voter, verdict),
    constraint session_factor_names_its_session check (factor = 'code' or session is not null)
);

-- Which approvals were shown in which session: a fresh second factor counts for these only.
create table approval.shown (
    approval   uuid not null references approval.approval,
    person     uuid not null references identity.person,
    session    text not null,
    shown_hash text not null,
    shown_at   timestamptz not null,
    primary key (approval, person, session)
);

create function approval.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception 'votes are written once: % on approval.% refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger vote_is_written_once
    before update or delete on approval.vote
    for each row execute function approval.refuse_change();
create trigger vote_is_never_emptied
    before truncate on approval.vote
    for each statement execute function approval.refuse_change();
create trigger approval_is_never_emptied
    before truncate on approval.approval
    for each statement execute function approval.refuse_change();
revoke update, delete, truncate on approval.vote from public;

-- Locks the approval: an edit in the same instant either comes first, and the vote is refused, or waits and voids it.
create function approval.vote_is_fit() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    asked approval.approval;
begin
    select a.* into asked from approval.approval a where a.id = new.approval for update;
    if new.voter = asked.requester or new.voter = asked.executor or new.voter = any (asked.barred) then
        raise exception 'requester, executor and who gains by it do not decide' using errcode = 'check_violation';
    end if;
    if new.verdict = 'taken-back' then
        if not exists (select from approval.vote v
                       where v.approval = new.approval and v.voter = new.voter and v.verdict = 'yes') then
            raise exception 'only a yes can be taken back' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if asked.state <> 'waiting' then
        raise exception 'this approval is % and takes no votes', asked.state using errcode = 'check_violation';
    end if;
    if new.shown_hash <> asked.content_hash then
        raise exception 'the voter was shown another content' using errcode = 'check_violation';
    end if;
    if exists (select from approval.vote v where v.approval = new.approval and v.voter = new.voter) then
        raise exception 'one person decides once' using errcode = 'unique_violation';
    end if;
    return new;
end
$$;

create trigger vote_is_fit
    before insert on approval.vote
    for each row execute function approval.vote_is_fit();

-- People whose yes counts: on exactly the content asked for, not taken back, none of the excluded.
create function approval.yes_votes(wanted uuid, out people integer, out heads integer)
    language sql stable
    set search_path = pg_catalog
as $$
    select count(distinct v.voter)::integer, (count(distinct v.voter) filter (where v.as_head))::integer
    from approval.approval a
    join approval.vote v on v.approval = a.id and v.verdict = 'yes' and v.shown_hash = a.content_hash
    where a.id = wanted
        and v.voter <> a.requester
        and v.voter is distinct from a.executor
        and v.voter <> all (a.barred)
        and not exists (select from approval.vote b
                        where b.approval = a.id and b.voter = v.voter and b.verdict <> 'yes')
$$;

create function approval.approval_only_advances() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'an approval is history' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'INSERT' then
        if new.state <> 'waiting' then
            raise exception 'an approval begins by waiting' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.id, new.subject_kind, new.subject, new.title_key, new.title_args, new.content, new.content_hash,
        new.requester, new.executor, new.barred, new.node, new.voting_action, new.path, new.asked_at)
        is distinct from
       (old.id, old.subject_kind, old.subject, old.title_key, old.title_args, old.content, old.content_hash,
        old.requester, old.executor, old.barred, old.node, old.voting_action, old.path, old.asked_at) then
        raise exception 'what was asked for never changes' using errcode = 'check_violation';
    end if;
    if not (old.state = 'waiting' or old.state = 'approved' and new.state in ('approved', 'voided')) then
        raise exception 'an approval that is % stays so', old.state using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger approval_only_advances
    before insert or update or delete on approval.approval
    for each row execute function approval.approval_only_advances();

-- Two distinct people, one of them the head: whoever writes the row.
create function approval.approved_needs_two() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    counted record;
begin
    if new.state = 'approved' then
        select y.people, y.heads into counted from approval.yes_votes(new.id) y;
        if counted.people < 2 or counted.heads < 1 then
            raise exception 'approved needs two distinct people, one of them the head: % people, % heads',
                counted.people, counted.heads using errcode = 'check_violation';
        end if;
    end if;
    return null;
end
$$;

create constraint trigger approved_needs_two
    after insert or update on approval.approval
    for each row execute function approval.approved_needs_two();

-- For the rooms above: whether this approval, at this moment, carries an act on this content by this executor.
create function approval.carries(wanted uuid, of_subject uuid, hash text, by_executor uuid) returns boolean
    language sql stable
    security definer
    set search_path = pg_catalog
as $$
    select exists (
        select from approval.approval a, lateral approval.yes_votes(a.id) y
        where a.id = wanted
            and a.subject = of_subject
            and a.state = 'approved'
            and a.content_hash = hash
            and y.people >= 2
            and y.heads >= 1
            and not exists (select from approval.vote v
                            where v.approval = a.id and v.verdict = 'yes' and v.voter = by_executor))
$$;

revoke update, delete on approval.vote from bastide_app;
revoke delete on approval.approval from bastide_app;
