-- replaces: generation_grants_by_team
-- Searches walk these by id and look at role and expiry of each: with both in the index, the table is not read.
create index concurrently generation_grants_of_team on public.generation_grants (team_id, generation_id) include (role, expires_at) where team_id is not null
