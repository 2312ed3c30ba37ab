-- Where a person can be written to. One address is of one user, however it is capitalised; it decides nothing about permissions.

alter table public.users add column email text check (char_length(email) <= 254);
create unique index users_by_email on public.users (lower(email)) where email is not null;
