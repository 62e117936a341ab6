-- Taking a yes back makes things stricter and needs no second factor; a yes or a no does.
alter table approval.vote drop constraint vote_factor_check;
alter table approval.vote drop constraint session_factor_names_its_session;
alter table approval.vote add constraint factor_fits check (
    (verdict = 'taken-back') = (factor = 'none')
    and factor in ('code', 'session', 'none')
    and (factor <> 'session' or session is not null));
