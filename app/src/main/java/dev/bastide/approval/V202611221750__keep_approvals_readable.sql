-- One row that nobody can read would take the page from everybody.
alter table approval.approval
    add constraint lists_are_whole check (
        array_position(content, null) is null and array_position(title_args, null) is null
        and array_position(barred, null) is null),
    add constraint voting_action_has_its_form check (
        voting_action ~ '^[a-z][a-z-]{0,30}[.][a-z][a-z-]{0,30}$');
