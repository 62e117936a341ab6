-- What was heard of whom bears a mark: whoever holds the database makes no silent source look heard.
alter table intake.seen add column mark bytea check (octet_length(mark) = 32);
