-- What the rooms above may read in their own queries. Open means that the founder's powers hold and production is shut; both
-- end at once, and then the list waits for two others.
create view identity.published_founding as
    select p.number as period, p.closed_at is null and p.ready_at is null as open, f.person as founder
    from identity.founding_period p
    left join identity.founder f on f.period = p.number;
