-- For rooms above, whose acts need more than two people and a head: whose yes counts at this moment, of all or of those
-- alone who gave it as the head.
create function approval.yes_of(wanted uuid, heads_only boolean) returns uuid[]
    language sql stable
    security definer
    set search_path = pg_catalog
as $$
    select coalesce(array_agg(distinct v.voter), '{}')
    from approval.approval a
    join approval.vote v on v.approval = a.id and v.verdict = 'yes' and v.shown_hash = a.content_hash
    where a.id = wanted
        and (v.as_head or not heads_only)
        and v.voter <> a.requester
        and v.voter is distinct from a.executor
        and v.voter <> all (a.barred)
        and not exists (select from approval.vote b
                        where b.approval = a.id and b.voter = v.voter and b.verdict <> 'yes')
$$;
