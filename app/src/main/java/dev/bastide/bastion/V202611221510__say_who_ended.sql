-- Who ended somebody else's session and why: whoever looks at the session later reads it there.
alter table bastion.session
    add column end_by   text check (length(end_by) between 1 and 200),
    add column end_note text check (length(end_note) between 1 and 500),
    add constraint only_an_end_is_explained
        check ((end_by is null) = (end_note is null) and (end_by is null or state in ('ended', 'unknown')));
