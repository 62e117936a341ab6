-- By its mark the program knows what it wrote itself: HMAC-SHA-256 under a key of the vault over what decides, the
-- targets of a permit included. A row without the right one counts for nothing, whoever wrote it.
alter table access.permit add column mark bytea check (octet_length(mark) = 32);
alter table access.role_grant add column mark bytea check (octet_length(mark) = 32);

-- The longest window of an operation, extensions included; an emergency's hour is another check.
alter table access.permit add constraint window_is_at_most_three_days check (to_at <= from_at + interval '72 hours');
