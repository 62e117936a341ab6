-- Canaries: acts that prove a component still logs. That one was sent, and that it was found again in the record.
create table intake.canary (
    id        uuid primary key,
    component text not null check (length(component) between 1 and 60),
    family    text not null check (family in ('users', 'verification', 'authorisation', 'login', 'access')),
    sent_at   timestamptz not null,
    mark      bytea not null check (octet_length(mark) = 32)
);
create index canary_newest on intake.canary (sent_at);

create table intake.canary_hit (
    canary   uuid primary key references intake.canary,
    record   uuid not null,
    found_at timestamptz not null,
    mark     bytea not null check (octet_length(mark) = 32)
);

create trigger canary_is_kept before update or delete on intake.canary
    for each row execute function intake.refuse_change();
create trigger canary_hit_is_kept before update or delete on intake.canary_hit
    for each row execute function intake.refuse_change();
create trigger canary_is_never_emptied before truncate on intake.canary
    for each statement execute function intake.refuse_change();
create trigger canary_hit_is_never_emptied before truncate on intake.canary_hit
    for each statement execute function intake.refuse_change();
revoke update, delete on intake.canary, intake.canary_hit from bastide_app;

-- A source's own canaries, apart from what it logs in earnest.
alter table intake.seen add column canary_at timestamptz;
