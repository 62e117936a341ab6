-- Whose installation this is.
create schema portal;

create table portal.company (
    only_row boolean primary key default true check (only_row),
    name     text not null check (char_length(btrim(name)) between 1 and 120),
    named_at timestamptz not null
);
