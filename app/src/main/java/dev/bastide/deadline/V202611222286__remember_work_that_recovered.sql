-- That recurring work runs well again is told too, once: the alarm of its failing is over then.
alter table deadline.job_told add column well_at timestamptz check (isfinite(well_at));
update deadline.job_told set well_at = told_at;
create index job_told_failing on deadline.job_told (name) where well_at is null;
