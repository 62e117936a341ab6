-- A letter whose link opens something once, such as an invitation: the link is sealed until the letter is written.
alter table notification.notice add column sealed_path bytea;
alter table notification.notice add constraint sealed_or_open check (sealed_path is null or path = '');
