-- Tables that began to bear marks after a release: what an older release left in them was marked once. The home folder keeps
-- the same list, out of reach of whoever has only the database; a table on either of the two is never marked again.
create table identity.marked_table (
    name      text primary key check (length(name) between 1 and 120),
    marked_at timestamptz not null,
    left_over integer not null check (left_over >= 0)
);
revoke update, delete on identity.marked_table from bastide_app;
