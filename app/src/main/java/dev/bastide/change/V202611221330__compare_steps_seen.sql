-- Where an approved step was seen to be given: what the page of an operation sets beside what was approved.
create table change.step_seen (
    revision_id uuid not null,
    rollback    boolean not null,
    position    integer not null,
    session_id  uuid not null,
    at          timestamptz not null,
    host_path   text not null,
    exit_code   integer,
    primary key (revision_id, rollback, position, session_id, at),
    foreign key (revision_id, rollback, position) references change.operation_step (revision_id, rollback, position)
);

create trigger step_seen_is_append_only before update or delete on change.step_seen
    for each row execute function change.refuse_change();

-- Sessions are compared as they end, in any order: a command is listed once, whichever session is read first.
create unique index deviation_is_listed_once on change.deviation (operation_id, session_id, at, md5(command));
