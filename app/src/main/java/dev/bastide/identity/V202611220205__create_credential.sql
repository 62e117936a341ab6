-- How a person proves who is there: password, second factor, recovery codes, keys, sessions, tokens.
create table identity.password (
    login text primary key references identity.login,
    hash text not null check (hash like '$argon2id$%'),
    set_at timestamptz not null
);

create table identity.factor (
    id uuid primary key,
    person uuid not null references identity.person,
    kind text not null check (kind in ('totp', 'passkey')),
    name text not null check (length(name) between 1 and 80),
    sealed bytea not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    last_used_at timestamptz,
    removed_at timestamptz
);
create index factor_by_person on identity.factor (person) where removed_at is null;

-- A code counts once: the time-step of the last accepted code only ever grows.
create function identity.step_only_grows() returns trigger
language plpgsql as $$
begin
    if new.last_step < old.last_step then
        raise exception 'a used code cannot be made usable again';
    end if;
    if new.person <> old.person or old.removed_at is not null then
        raise exception 'a factor stays with its person and, once removed, as it is';
    end if;
    return new;
end $$;
create trigger step_only_grows before update on identity.factor
    for each row execute function identity.step_only_grows();

create table identity.recovery_code (
    hash bytea primary key check (length(hash) = 32),
    person uuid not null references identity.person,
    created_at timestamptz not null,
    used_at timestamptz
);
create index recovery_code_by_person on identity.recovery_code (person);

create table identity.ssh_key (
    id uuid primary key,
    person uuid not null references identity.person,
    kind text not null check (kind in ('ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521',
                                       'ssh-rsa', 'sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com')),
    bits int not null,
    blob bytea not null,
    fingerprint text not null check (fingerprint like 'SHA256:%'),
    name text not null check (length(name) <= 200),
    added_at timestamptz not null,
    last_used_at timestamptz,
    removed_at timestamptz,
    constraint rsa_is_long_enough check (kind <> 'ssh-rsa' or bits >= 3072)
);
create unique index one_owner_of_a_key on identity.ssh_key (fingerprint) where removed_at is null;
create index ssh_key_by_person on identity.ssh_key (person);

create table identity.web_session (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    person uuid not null references identity.person,
    assignment uuid not null references identity.duty_assignment,
    login text not null references identity.login,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    factor_at timestamptz,
    address text not null,
    agent text not null check (length(agent) <= 300),
    ended_at timestamptz,
    ended_why text,
    constraint session_expires_within_a_day check (expires_at > created_at and expires_at <= created_at + interval '24 hours')
);
create index web_session_by_person on identity.web_session (person) where ended_at is null;

create table identity.api_token (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    person uuid not null references identity.person,
    assignment uuid not null references identity.duty_assignment,
    name text not null check (length(name) between 1 and 80),
    scopes text[] not null check (cardinality(scopes) between 1 and 100),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint token_expires_within_a_year check (expires_at > created_at and expires_at <= created_at + interval '366 days')
);
create index api_token_by_person on identity.api_token (person) where revoked_at is null;

-- A session or token belongs to the assignment it was made under. When the assignment ends, both end in that very transaction.
create function identity.end_what_the_duty_carried() returns trigger
language plpgsql as $$
begin
    update identity.web_session set ended_at = new.ended_at, ended_why = 'duty'
        where assignment = new.id and ended_at is null;
    update identity.api_token set revoked_at = new.ended_at
        where assignment = new.id and revoked_at is null;
    return null;
end $$;
create trigger end_what_the_duty_carried after update of ended_at on identity.duty_assignment
    for each row when (old.ended_at is null and new.ended_at is not null)
    execute function identity.end_what_the_duty_carried();

-- Nothing can be tied to a duty that has ended, nor to another person's duty. The row lock makes a racing change wait or refuse.
create function identity.refuse_ended_duty() returns trigger
language plpgsql as $$
begin
    perform 1 from identity.duty_assignment a
        where a.id = new.assignment and a.person = new.person and a.ended_at is null
        for share;
    if not found then
        raise exception 'this duty has ended or belongs to another person' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger refuse_ended_duty before insert on identity.web_session
    for each row execute function identity.refuse_ended_duty();
create trigger refuse_ended_duty before insert on identity.api_token
    for each row execute function identity.refuse_ended_duty();

-- Refused attempts. The account is stored as a hash: people type passwords into the wrong field.
create table identity.sign_in_failure (
    id bigint generated always as identity primary key,
    account bytea not null check (length(account) = 32),
    source text not null,
    at timestamptz not null
);
create index sign_in_failure_by_account on identity.sign_in_failure (account, at);
create index sign_in_failure_by_source on identity.sign_in_failure (source, at);

-- One-time links: an invitation lets a person set the password of a login; only its hash is kept.
create table identity.invitation (
    token_hash bytea primary key check (length(token_hash) = 32),
    login text not null references identity.login,
    made_by uuid references identity.person,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '14 days'),
    used_at timestamptz
);

-- A lost second factor: two other people confirm before it is taken away. Confirmations are written once.
create table identity.lost_factor (
    id uuid primary key,
    person uuid not null references identity.person,
    asked_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > asked_at and expires_at <= asked_at + interval '3 days'),
    address text not null,
    done_at timestamptz,
    closed_at timestamptz
);
create unique index one_open_lost_factor on identity.lost_factor (person) where done_at is null and closed_at is null;

create table identity.lost_factor_confirmation (
    request uuid not null references identity.lost_factor,
    confirmer uuid not null references identity.person,
    evaluation text not null check (length(btrim(evaluation)) between 10 and 2000),
    at timestamptz not null,
    primary key (request, confirmer)
);

create function identity.may_confirm_lost_factor() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        raise exception 'a confirmation is written once';
    end if;
    perform 1 from identity.lost_factor l
        where l.id = new.request and l.person <> new.confirmer
            and l.done_at is null and l.closed_at is null and l.expires_at > new.at;
    if not found then
        raise exception 'nobody confirms his own lost factor, nor one that is closed' using errcode = 'check_violation';
    end if;
    perform 1 from identity.person p
        join identity.duty_assignment a on a.person = p.id and a.ended_at is null
        where p.id = new.confirmer and p.disabled_at is null and p.kind = 'human'
            and a.duty in ('administrator', 'approver', 'iso', 'security-engineer')
            and exists (select 1 from identity.factor f
                where f.person = p.id and f.confirmed_at is not null and f.removed_at is null);
    if not found then
        raise exception 'a confirmer is active, has a second factor and a duty that approves' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger may_confirm_lost_factor before insert or update or delete on identity.lost_factor_confirmation
    for each row execute function identity.may_confirm_lost_factor();

create function identity.lost_factor_needs_two() returns trigger
language plpgsql as $$
begin
    if old.done_at is not null or old.closed_at is not null then
        raise exception 'this request is closed';
    end if;
    if new.done_at is not null and
        (select count(*) from identity.lost_factor_confirmation c where c.request = new.id) < 2 then
        raise exception 'a lost factor needs two other people' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger lost_factor_needs_two before update on identity.lost_factor
    for each row execute function identity.lost_factor_needs_two();
create function identity.lost_factor_starts_open() returns trigger
language plpgsql as $$
begin
    if new.done_at is not null then
        raise exception 'a lost factor needs two other people' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger lost_factor_starts_open before insert on identity.lost_factor
    for each row execute function identity.lost_factor_starts_open();

-- What the rooms above may read in their own queries.
create view identity.published_person as
    select p.id, p.name, l.name as login, p.kind, p.disabled_at is null as active,
        exists (select 1 from identity.factor f
            where f.person = p.id and f.confirmed_at is not null and f.removed_at is null) as second_factor
    from identity.person p
    join identity.login l on l.person = p.id and l.main;
