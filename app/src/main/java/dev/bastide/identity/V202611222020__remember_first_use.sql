-- When a token was first used: whoever sets a directory up sees whether it has called at all. What was used before this
-- column was is said to have begun when it was last used; nothing earlier is known.
alter table identity.api_token add column first_used_at timestamptz;
update identity.api_token set first_used_at = last_used_at where last_used_at is not null;
