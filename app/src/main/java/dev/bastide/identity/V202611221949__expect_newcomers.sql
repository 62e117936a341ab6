-- Who is expected and never was in: only he is invited without two others' word. It is said, and marked, when he is added,
-- rather than read from what is missing, which whoever deletes could bring about.
create table identity.newcomer (
    person uuid primary key references identity.person,
    since timestamptz not null,
    came_in_at timestamptz,
    mark bytea check (octet_length(mark) = 32)
);
create trigger ended_stays_ended before update on identity.newcomer
    for each row when (old.came_in_at is not null and new.came_in_at is distinct from old.came_in_at)
    execute function identity.ended_stays_ended();
revoke delete on identity.newcomer from bastide_app;

-- Those of an older release who were never in; the program marks them at its first start.
insert into identity.newcomer (person, since)
select p.id, p.created_at
from identity.person p
where p.kind = 'human'
    and not exists (select 1 from identity.password w join identity.login l on l.name = w.login where l.person = p.id)
    and not exists (select 1 from identity.factor f where f.person = p.id)
    and not exists (select 1 from identity.web_session s where s.person = p.id)
    and not exists (select 1 from identity.api_token t where t.person = p.id)
    and not exists (select 1 from identity.recovery_code c where c.person = p.id);
