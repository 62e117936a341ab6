-- By its mark the program knows what it wrote itself: HMAC-SHA-256 under a key of the vault over what decides. A row
-- without the right one counts for nothing, whoever wrote it.
alter table approval.approval add column mark bytea check (octet_length(mark) = 32);
alter table approval.vote add column mark bytea check (octet_length(mark) = 32);
