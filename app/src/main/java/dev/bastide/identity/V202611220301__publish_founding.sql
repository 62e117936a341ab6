-- What the rooms above may read in their own queries.
create view identity.published_founding as
    select p.number as period, p.closed_at is null as open, f.person as founder
    from identity.founding_period p
    left join identity.founder f on f.period = p.number;
