-- By which rule a sample was drawn: 1 takes records of any origin, 2 keeps foreign ones (operation intake/…) to as many again
-- as there are of the product's own. What was drawn before stays what it was.
alter table record.review_draw add column rule integer not null default 1 check (rule in (1, 2));
