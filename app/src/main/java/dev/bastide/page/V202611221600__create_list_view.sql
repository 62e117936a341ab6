-- What a person made of a list: named views, and the columns he wants to see. Nothing here is anybody else's.
create table page.list_view (
    id       uuid primary key,
    person   uuid not null,
    path     text not null check (path ~ '^/[a-z0-9/-]{1,199}$'),
    name     text not null check (name = btrim(name) and length(name) between 1 and 60 and name !~ '[[:cntrl:]]'),
    query    text not null check (length(query) <= 2000 and query !~ '[[:cntrl:][:space:]]'),
    standing boolean not null,
    saved_at timestamptz not null
);

create unique index one_view_of_a_name on page.list_view (person, path, lower(name));
create unique index one_view_that_a_list_opens_with on page.list_view (person, path) where standing;

create table page.list_column (
    person  uuid not null,
    path    text not null check (path ~ '^/[a-z0-9/-]{1,199}$'),
    columns text not null check (columns ~ '^[a-z0-9-]+(,[a-z0-9-]+)*$' and length(columns) <= 500),
    primary key (person, path)
);
