-- Runs as the owner role. Whatever a later migration makes, the running program (bastide_app) may read, insert, update
-- and delete, and no more: it alters no schema. A room takes away what its rules forbid, for instance
--   revoke update, delete on approval.vote from bastide_app;
alter default privileges grant usage on schemas to bastide_app;
alter default privileges grant select, insert, update, delete on tables to bastide_app;
alter default privileges grant usage on sequences to bastide_app;
alter default privileges revoke execute on functions from public;
alter default privileges grant execute on functions to bastide_app;

revoke create on schema public from public;
grant usage on schema ground to bastide_app;

-- Events between rooms that were published and not yet heard by all (Spring Modulith's registry).
create table ground.event_publication (
    id                     uuid primary key,
    listener_id            text not null,
    event_type             text not null,
    serialized_event       text not null,
    publication_date       timestamptz not null,
    completion_date        timestamptz,
    status                 text,
    completion_attempts    int,
    last_resubmission_date timestamptz
);

create index event_publication_serialized_event_hash_idx on ground.event_publication using hash (serialized_event);
create index event_publication_by_completion_date_idx on ground.event_publication (completion_date);
