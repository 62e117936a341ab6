-- By its mark the program knows what it wrote itself: HMAC-SHA-256 under a key of the vault over what decides. A row
-- without the right one is as if it were not there, whoever wrote it.
alter table identity.web_session add column mark bytea check (octet_length(mark) = 32);
alter table identity.api_token add column mark bytea check (octet_length(mark) = 32);
alter table identity.recovery_code add column mark bytea check (octet_length(mark) = 32);
alter table identity.password add column mark bytea check (octet_length(mark) = 32);
alter table identity.invitation add column mark bytea check (octet_length(mark) = 32);
alter table identity.ssh_key add column mark bytea check (octet_length(mark) = 32);
alter table identity.lost_factor_confirmation add column mark bytea check (octet_length(mark) = 32);

-- A factor stays itself and its person's: its secret is sealed for exactly these two.
create function identity.factor_stays_itself() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    raise exception 'a factor stays itself and its person''s' using errcode = 'check_violation';
end $$;
create trigger factor_stays_itself before update on identity.factor
    for each row when ((new.id, new.person) is distinct from (old.id, old.person))
    execute function identity.factor_stays_itself();

-- What has ended stays ended: a mark does not say so, since the database itself ends these with a duty.
create function identity.ended_stays_ended() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
    raise exception 'what has ended stays ended: %', tg_table_name using errcode = 'check_violation';
end $$;
create trigger ended_stays_ended before update on identity.web_session
    for each row when (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
    execute function identity.ended_stays_ended();
create trigger ended_stays_ended before update on identity.api_token
    for each row when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
    execute function identity.ended_stays_ended();
create trigger ended_stays_ended before update on identity.recovery_code
    for each row when (old.used_at is not null and new.used_at is distinct from old.used_at)
    execute function identity.ended_stays_ended();
create trigger ended_stays_ended before update on identity.ssh_key
    for each row when (old.removed_at is not null and new.removed_at is distinct from old.removed_at)
    execute function identity.ended_stays_ended();
create trigger ended_stays_ended before update on identity.invitation
    for each row when (old.used_at is not null and new.used_at is distinct from old.used_at)
    execute function identity.ended_stays_ended();
