-- What forbade the next step of a run: its executor reads it there, as a message key with its arguments.
alter table bastion.run
    add column why_key  text check (length(why_key) between 1 and 200),
    add column why_args text[],
    add column why_duty text,
    add column why_path text,
    add constraint only_an_end_has_a_why check (
        (why_key is null) = (why_args is null)
        and (why_key is null) = (why_duty is null)
        and (why_key is null) = (why_path is null)
        and (why_key is null or state in ('failed', 'stopped', 'unknown')));
