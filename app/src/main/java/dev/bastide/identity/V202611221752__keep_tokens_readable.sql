-- One row that nobody can read would take the page of his tokens from its person.
alter table identity.api_token
    add constraint scopes_are_whole check (array_position(scopes, null) is null);
