-- Which team a person is of, so that rooms above can bar team mates in their own rules.
create view identity.published_team as
    select id as person, team, owner from identity.person;
