-- An address gets checkpoints once another person has agreed to it. Those that got them before go on.
alter table record.checkpoint_receiver
    add column confirmed_by uuid,
    add column confirmed_at timestamptz,
    add column older boolean not null default true;

alter table record.checkpoint_receiver
    alter column older set default false,
    add constraint two_people check (confirmed_by <> added_by),
    add constraint confirmed_whole check ((confirmed_by is null) = (confirmed_at is null)),
    add constraint mailed_once_confirmed check (older or confirmed_by is not null or notice_id is null);
