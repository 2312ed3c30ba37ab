-- replaces: project_grants_by_user
-- Searches walk these by id and look at role and expiry of each: with both in the index, the table is not read.
create index concurrently project_grants_of_user on public.project_grants (user_id, project_id) include (role, expires_at) where user_id is not null
