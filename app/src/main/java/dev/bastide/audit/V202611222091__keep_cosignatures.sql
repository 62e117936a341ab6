-- What witnesses said of a checkpoint. Each line proves itself under the key of the witness, which is not here.
create table audit.cosignature (
    id          bigint generated always as identity primary key,
    log         int not null references audit.log,
    size        bigint not null check (size >= 0),
    witness     text not null check (witness ~ '^[!-*,-~]{1,100}$'),
    note        text not null check (length(note) <= 8192),
    line        text not null check (length(line) <= 1024),
    cosigned_at timestamptz not null check (isfinite(cosigned_at))
);

create index cosignature_by_size on audit.cosignature (log, witness, size desc);

create trigger cosignature_is_append_only before update or delete on audit.cosignature
    for each row execute function audit.refuse_change();
create trigger cosignature_is_never_emptied before truncate on audit.cosignature
    for each statement execute function audit.refuse_change();
revoke update, delete on audit.cosignature from bastide_app;
