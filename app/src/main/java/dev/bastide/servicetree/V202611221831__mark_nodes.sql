-- By its mark the program knows a node again that it wrote itself. One without the right mark counts as production, has no
-- head, and nobody may do anything on it.
alter table servicetree.node add column mark bytea check (octet_length(mark) = 32);
