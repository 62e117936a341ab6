-- Who gave a duty when it was no person: the set-up file, the first administrator's link.
alter table identity.duty_assignment add column made_as text check (length(made_as) between 1 and 200);
