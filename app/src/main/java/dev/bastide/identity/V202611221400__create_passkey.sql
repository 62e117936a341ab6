-- Passkeys: what the ceremonies of WebAuthn leave behind. The public key lies sealed in identity.factor, bound to factor
-- and person, so that whoever writes to the database cannot put a key of his own in its place.
create table identity.passkey (
    factor uuid primary key references identity.factor,
    credential bytea not null unique check (length(credential) between 16 and 1023),
    authenticator uuid not null,
    sign_count bigint not null check (sign_count between 0 and 4294967295),
    backup_eligible boolean not null,
    backed_up boolean not null,
    transports text[] not null check (cardinality(transports) <= 8),
    rp_id text not null check (length(rp_id) between 1 and 253),
    constraint backup_needs_eligibility check (backup_eligible or not backed_up)
);

create function identity.keep_passkey() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a passkey is history and is never deleted';
    end if;
    perform 1 from identity.factor f where f.id = new.factor and f.kind = 'passkey' and f.removed_at is null;
    if not found then
        raise exception 'a passkey belongs to a factor of its kind that is not removed' using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' then
        if (new.factor, new.credential, new.authenticator, new.backup_eligible, new.rp_id)
            is distinct from (old.factor, old.credential, old.authenticator, old.backup_eligible, old.rp_id) then
            raise exception 'a passkey stays what it was when it was made' using errcode = 'check_violation';
        end if;
        if new.sign_count < old.sign_count or (new.sign_count = old.sign_count and old.sign_count > 0) then
            raise exception 'the counter of a passkey only grows' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end $$;
create trigger keep_passkey before insert or update on identity.passkey
    for each row execute function identity.keep_passkey();
create trigger passkey_is_history before delete on identity.passkey
    for each row execute function identity.keep_passkey();

-- A factor is a proof others rely on: it ends by being removed, once, and the last one only by two others' word.
create function identity.keep_factor() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.confirmed_at is not null then
            raise exception 'a confirmed factor is history and is never deleted';
        end if;
        return old;
    end if;
    if old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at then
        raise exception 'a confirmed factor stays confirmed' using errcode = 'check_violation';
    end if;
    if (new.kind, new.created_at) is distinct from (old.kind, old.created_at) then
        raise exception 'a factor stays what it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger keep_factor before update or delete on identity.factor
    for each row execute function identity.keep_factor();

create function identity.last_factor_stays() returns trigger
language plpgsql as $$
begin
    if exists (select 1 from identity.factor f
            where f.person = new.person and f.confirmed_at is not null and f.removed_at is null)
        or exists (select 1 from identity.lost_factor l
            where l.person = new.person and l.done_at = new.removed_at) then
        return null;
    end if;
    raise exception 'the last second factor stays, unless two others confirmed that it is lost'
        using errcode = 'check_violation';
end $$;
create constraint trigger last_factor_stays after update of removed_at on identity.factor
    deferrable initially deferred
    for each row when (old.confirmed_at is not null and old.removed_at is null and new.removed_at is not null)
    execute function identity.last_factor_stays();

create function identity.passkey_is_whole() returns trigger
language plpgsql as $$
begin
    if not exists (select 1 from identity.passkey p where p.factor = new.id) then
        raise exception 'a factor of the kind passkey has a credential' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger passkey_is_whole after insert on identity.factor
    deferrable initially deferred
    for each row when (new.kind = 'passkey')
    execute function identity.passkey_is_whole();

-- What a browser is asked to sign: once, soon, and by the very session or browser it was given to.
create table identity.passkey_challenge (
    challenge bytea primary key check (length(challenge) = 32),
    purpose text not null check (purpose in ('enrol', 'confirm', 'sign-in')),
    session uuid references identity.web_session,
    browser bytea check (length(browser) = 32),
    source text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint challenge_is_short check (expires_at > created_at and expires_at <= created_at + interval '5 minutes'),
    constraint challenge_is_used_in_time check (used_at is null or (used_at >= created_at and used_at < expires_at)),
    constraint challenge_is_bound check (
        case purpose when 'sign-in' then session is null and browser is not null
            else session is not null and browser is null end)
);
create index passkey_challenge_by_end on identity.passkey_challenge (expires_at);

create function identity.challenge_is_used_once() returns trigger
language plpgsql as $$
begin
    if old.used_at is not null
        or (new.challenge, new.purpose, new.session, new.browser, new.created_at, new.expires_at)
            is distinct from (old.challenge, old.purpose, old.session, old.browser, old.created_at, old.expires_at) then
        raise exception 'a challenge is used once and never given to another' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger challenge_is_used_once before update on identity.passkey_challenge
    for each row execute function identity.challenge_is_used_once();
