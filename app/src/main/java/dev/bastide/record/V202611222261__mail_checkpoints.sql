-- Who gets the signed checkpoint by mail once a day, outside of this house too.
create table record.checkpoint_receiver (
    address text primary key check (length(address) between 3 and 320 and address !~ '[[:space:]<>]'),
    added_by uuid not null,
    added_at timestamptz not null,
    notice_id uuid,
    mailed_at timestamptz,
    told boolean not null default false,
    check ((notice_id is null) = (mailed_at is null))
);
