-- For rooms above, whose rules say that whoever agreed to something does not carry it out.
create function approval.said_yes(subjects uuid[], by_person uuid) returns boolean
    language sql stable
    security definer
    set search_path = pg_catalog
as $$
    select exists (
        select from approval.approval a
        join approval.vote v on v.approval = a.id
        where a.subject = any (subjects) and v.voter = by_person and v.verdict = 'yes')
$$;
