-- Precomputed rows: the walks up and down the tree of teams, and which teams a project's grants lead to. They name entities and say nothing
-- about them but what a membership gives: a decision rests on the base tables' rows, which are read in the same snapshot. Only the warmer
-- writes here, one at a time; snapshot is what a row was computed from, and a row is replaced by a later one's only.

create table public.mv_user_authorization_context (
    user_id text collate "C" primary key,
    team_ids text[] collate "C" not null,
    roles text[] collate "C" not null,
    expires_at timestamptz[] not null,
    snapshot pg_snapshot not null,
    computed_at timestamptz not null
);
comment on table public.mv_user_authorization_context is
    'Every membership of a user, expired ones too: the n-th team with the n-th role and expiry. With team rows: all teams that it reaches.';

create table public.mv_team_collaboration_cache (
    team_id text collate "C" primary key,
    above_ids text[] collate "C" not null,
    below_ids text[] collate "C" not null,
    snapshot pg_snapshot not null,
    computed_at timestamptz not null
);
comment on table public.mv_team_collaboration_cache is
    'The teams above a team, from which roles come down to it, and those below it, to which its roles go; both with the team itself.';

create table public.mv_project_access_context (
    project_id text collate "C" primary key,
    team_ids text[] collate "C" not null,
    snapshot pg_snapshot not null,
    computed_at timestamptz not null
);
comment on table public.mv_project_access_context is
    'The teams that have a grant on a project, whatever it gives and whether it has ended, and all teams above these.';

-- Snapshots of one server form a chain: the later one sees all that the earlier one does. One is not earlier than itself.
create function public.is_later_snapshot(one pg_snapshot, other pg_snapshot) returns boolean
language sql immutable strict parallel safe as $$
    select pg_snapshot_xmax(one) > pg_snapshot_xmax(other)
        or pg_snapshot_xmax(one) = pg_snapshot_xmax(other)
            and (select count(*) from pg_snapshot_xip(one)) <= (select count(*) from pg_snapshot_xip(other))
$$;
