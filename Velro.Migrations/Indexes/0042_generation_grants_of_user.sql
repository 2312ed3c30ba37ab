-- replaces: generation_grants_by_user
-- Searches walk these by id and look at role and expiry of each: with both in the index, the table is not read.
create index concurrently generation_grants_of_user on public.generation_grants (user_id, generation_id) include (role, expires_at) where user_id is not null
