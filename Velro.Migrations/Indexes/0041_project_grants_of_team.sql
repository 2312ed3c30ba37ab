-- replaces: project_grants_by_team
-- Searches walk these by id and look at role and expiry of each: with both in the index, the table is not read.
create index concurrently project_grants_of_team on public.project_grants (team_id, project_id) include (role, expires_at) where team_id is not null
