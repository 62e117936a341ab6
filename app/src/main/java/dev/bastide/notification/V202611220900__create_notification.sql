create schema notification;

-- What was told: a sentence by its key, so that every reader has it in his own language.
create table notification.notice (
    id uuid primary key,
    kind text not null check (kind ~ '^[a-z][a-z0-9.-]{2,60}$'),
    urgent boolean not null,
    security boolean not null,
    key text not null check (length(key) between 3 and 120),
    args text[] not null,
    path text not null check (path = '' or path ~ '^/[^/]' or path = '/'),
    told_at timestamptz not null
);

-- One row for each person told: written in the transaction of the act, read once.
create table notification.inbox (
    person_id uuid not null,
    notice_id uuid not null references notification.notice,
    told_at timestamptz not null,
    security boolean not null,
    read_at timestamptz,
    escalated_at timestamptz,
    primary key (person_id, notice_id),
    check (read_at >= told_at),
    check (escalated_at >= told_at)
);

create index inbox_newest on notification.inbox (person_id, told_at desc, notice_id);
create index inbox_unread on notification.inbox (person_id) where read_at is null;
create index inbox_unread_security on notification.inbox (told_at)
    where read_at is null and security and escalated_at is null;
create index inbox_notice on notification.inbox (notice_id);

create function notification.refuse_rewrite() returns trigger
language plpgsql
set search_path = notification, pg_temp
as $$
begin
    raise exception '% on % is refused: what was told stays told', tg_op, tg_table_name using errcode = '23514';
end
$$;

create function notification.inbox_changes_once() returns trigger
language plpgsql
set search_path = notification, pg_temp
as $$
begin
    if (new.person_id, new.notice_id, new.told_at, new.security)
        is distinct from (old.person_id, old.notice_id, old.told_at, old.security)
        or (old.read_at is not null and new.read_at is distinct from old.read_at)
        or (old.escalated_at is not null and new.escalated_at is distinct from old.escalated_at) then
        raise exception 'a receipt is written once' using errcode = '23514';
    end if;
    return new;
end
$$;

create trigger notice_stays before update or delete on notification.notice
    for each row execute function notification.refuse_rewrite();
create trigger notice_is_never_emptied before truncate on notification.notice
    for each statement execute function notification.refuse_rewrite();
create trigger inbox_stays before delete on notification.inbox
    for each row execute function notification.refuse_rewrite();
create trigger inbox_is_never_emptied before truncate on notification.inbox
    for each statement execute function notification.refuse_rewrite();
create trigger inbox_changes_once before update on notification.inbox
    for each row execute function notification.inbox_changes_once();

-- One mail to one person. The address is looked up at each try and kept with what the server answered.
create table notification.delivery (
    id uuid primary key,
    notice_id uuid not null references notification.notice,
    person_id uuid not null,
    urgent boolean not null,
    state text not null check (state in ('queued', 'sent', 'deferred', 'bounced', 'gave-up', 'suppressed', 'no-address')),
    created_at timestamptz not null,
    next_try timestamptz,
    claimed_until timestamptz,
    attempts integer not null default 0 check (attempts >= 0),
    settled_at timestamptz,
    address text not null default '',
    reply text not null default '' check (length(reply) <= 1000),
    unique (notice_id, person_id),
    check ((next_try is null) = (state not in ('queued', 'deferred'))),
    check ((settled_at is null) = (state in ('queued', 'deferred')))
);

create index delivery_due on notification.delivery (next_try) where next_try is not null;
create index delivery_newest on notification.delivery (created_at desc, id);

-- Every try and every report that came back, in order; never rewritten.
create table notification.delivery_step (
    id bigint generated always as identity primary key,
    delivery_id uuid not null references notification.delivery,
    at timestamptz not null,
    state text not null,
    address text not null,
    reply text not null
);

create index delivery_step_of on notification.delivery_step (delivery_id, id);

create trigger delivery_step_stays before update or delete on notification.delivery_step
    for each row execute function notification.refuse_rewrite();
create trigger delivery_step_is_never_emptied before truncate on notification.delivery_step
    for each statement execute function notification.refuse_rewrite();

-- Addresses that bounced: no mail goes there until somebody lifts it.
create table notification.suppression (
    id uuid primary key,
    address text not null check (address = lower(address) and length(address) between 3 and 320),
    reason text not null,
    since timestamptz not null,
    lifted_at timestamptz,
    lifted_by text,
    check ((lifted_at is null) = (lifted_by is null))
);

create unique index suppression_holds on notification.suppression (address) where lifted_at is null;

-- How mail goes out. The password is sealed by the vault.
create table notification.mail_setting (
    single boolean primary key default true check (single),
    host text not null check (length(host) between 1 and 253),
    port integer not null check (port between 1 and 65535),
    transport text not null check (transport in ('starttls', 'tls', 'plain')),
    username text not null,
    password_sealed bytea,
    sender text not null check (position('@' in sender) > 1),
    console_url text not null check (console_url ~ '^https?://'),
    trusted_certificate text not null default '',
    report_host text not null default '',
    report_port integer not null default 993 check (report_port between 1 and 65535),
    changed_at timestamptz not null,
    check (transport <> 'plain' or password_sealed is null)
);
