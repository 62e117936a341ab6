-- What a search found is forgotten after its time, the search itself is not: nobody takes it away.
revoke delete, truncate on record.long_search from bastide_app;
create trigger is_kept before delete on record.long_search
    for each row execute function record.refuse_rewrite();
create trigger is_never_emptied before truncate on record.long_search
    for each statement execute function record.refuse_rewrite();

-- Reviews are only ever added to. Triggers refuse the rest; the program's role has no right to it either.
revoke update, delete, truncate on record.review_terms, record.review_checklist, record.review_campaign, record.review_draw,
    record.review_item, record.review_assignment, record.review_opening, record.review_verdict, record.review_completion
    from bastide_app;
