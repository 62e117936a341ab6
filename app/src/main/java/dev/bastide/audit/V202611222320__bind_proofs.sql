-- Whoever holds a role of the database can add rows to the proofs. So that none of them is taken for the last, or stands between
-- a change and its proof, each proof is found by what only the program can compute: its mark, the mark of its place, and a third
-- one that binds both. Proofs of before have their mark alone; the program's role cannot say that a row is one of those.
alter table audit.row_proof
    add column place bytea check (octet_length(place) = 32),
    add column bound bytea check (octet_length(bound) = 32),
    add column earlier boolean not null default true;
alter table audit.row_proof alter column earlier set default false;

create index row_proof_by_place on audit.row_proof (place);
create index row_proof_by_mark on audit.row_proof (mark);

revoke insert on audit.row_proof from bastide_app;
grant insert (number, change, room_table, row_key, hash, captured, mark, place, bound) on audit.row_proof to bastide_app;
