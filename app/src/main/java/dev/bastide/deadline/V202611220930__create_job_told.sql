-- Which failing work somebody was told of already.
create table deadline.job_told (
    name text not null,
    failing_since timestamptz not null,
    told_at timestamptz not null,
    primary key (name, failing_since)
);
