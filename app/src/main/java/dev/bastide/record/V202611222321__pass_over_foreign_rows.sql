-- A row that bears no mark of the program reviews nothing; nor shall it stand in the way of one that does. The program names
-- the rows of an item that it did not write, and the order of assignments and verdicts is that of the others.
alter table record.review_verdict add column passed_over uuid[] not null default '{}';

-- The number is part of the mark and says the order; one that somebody else took first must not stop the program.
alter table record.review_assignment drop constraint review_assignment_number_key;
alter table record.review_verdict drop constraint review_verdict_number_key;

create or replace function record.verdict_fits() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
declare
    opened record.review_opening;
begin
    select o.* into opened from record.review_opening o where o.id = new.opening;
    if new.at < opened.at then
        raise exception 'a verdict follows the opening' using errcode = '23514';
    end if;
    if new.verdict = 'in-order' and not opened.readable then
        raise exception 'what could not be read is not in order' using errcode = '23514';
    end if;
    if new.assignment is distinct from (select a.id from record.review_assignment a
            where a.item = new.item and a.id <> all (new.passed_over)
            order by a.number desc limit 1) then
        raise exception 'this item is somebody else''s by now' using errcode = '23514';
    end if;
    if exists (select from record.review_completion c
            join record.review_item i on i.campaign = c.campaign where i.id = new.item) then
        raise exception 'this campaign is completed' using errcode = '23514';
    end if;
    if new.corrects is distinct from (select v.id from record.review_verdict v
            where v.item = new.item and v.id <> new.id and v.number <= new.number and v.id <> all (new.passed_over)
            order by v.number desc limit 1) then
        raise exception 'a second verdict corrects the first' using errcode = '23514';
    end if;
    return null;
end
$$;
