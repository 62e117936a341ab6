-- The end of a campaign that somebody else wrote ends nothing, and must not stand in the way of the program's own. Ends are told
-- apart by their marks; each has an id by which the program names those that it did not write.
alter table record.review_completion drop constraint review_completion_pkey;
alter table record.review_completion add column id uuid not null default gen_random_uuid() primary key;
alter table record.review_completion add column passed_over uuid[] not null default '{}';
create index review_completion_of on record.review_completion (campaign);

-- Rule 3 is rule 2, and looks at ten times as many positions.
alter table record.review_draw drop constraint review_draw_rule_check;
alter table record.review_draw add constraint review_draw_rule_check check (rule in (1, 2, 3));

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
            join record.review_item i on i.campaign = c.campaign
            where i.id = new.item and c.id <> all (new.passed_over)) then
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

create or replace function record.completion_is_whole() returns trigger
language plpgsql
set search_path = record, pg_temp
as $$
declare
    drawn record.review_draw;
begin
    select d.* into drawn from record.review_draw d where d.campaign = new.campaign;
    if exists (select from record.review_completion c
            where c.campaign = new.campaign and c.id <> new.id and c.id <> all (new.passed_over)) then
        raise exception 'this campaign is completed' using errcode = '23514';
    end if;
    if new.items <> drawn.items or drawn.items <> (select count(*) from record.review_item i
            where i.campaign = new.campaign
                and exists (select from record.review_verdict v where v.item = i.id)) then
        raise exception 'an item of this campaign has no verdict' using errcode = '23514';
    end if;
    if new.at < drawn.drawn_at then
        raise exception 'a campaign is completed after it was drawn' using errcode = '23514';
    end if;
    return null;
end
$$;
