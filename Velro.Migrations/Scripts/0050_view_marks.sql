-- What precomputed rows must be computed again: one row for each entity that a transaction touched, written by that transaction. Whoever
-- reads a precomputed row looks for marks of all that it was made from, in one snapshot with it, and goes by the base tables when there is
-- one. Only the warmer deletes marks, in the transaction that replaces the rows, and of a snapshot's marks only: those it sees.

-- No key, no reference and no check beyond the types: nothing here can refuse or hold up a writer.
create table public.view_marks (
    kind text collate "C" not null,
    entity_id text collate "C" not null,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default now()
)
-- It is nearly empty most of the time and lives by being so: what was deleted has to go soon.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
create index view_marks_by_entity on public.view_marks (kind, entity_id);

-- The planner goes by the size that a table has when a statement is planned, and a plan is kept: one that was made while the table was
-- empty would read all of it, again and again, when it no longer is. These rows are no marks; they keep it as large as an index is worth
-- using for.
insert into public.view_marks (kind, entity_id, xid) select 'none', lpad(n::text, 8, '0'), '0' from generate_series(1, 2000) n;

comment on column public.view_marks.kind is
    'user, team, project: this row. team_place: what is above the team has changed. team_children: what is below it has. none: no mark.';

-- A transaction that touches one entity in row after row marks it once. The setting is of the transaction, and goes back with a savepoint
-- as the mark does; looking into the table instead would set serializable writers against each other.
create function public.mark_view(kind text, id text) returns void
language plpgsql as $$
declare
    mark text := mark_view.kind || ':' || mark_view.id;
begin
    if current_setting('velro.last_mark', true) = mark then return; end if;
    insert into public.view_marks (kind, entity_id) values (mark_view.kind, mark_view.id);
    perform set_config('velro.last_mark', mark, true);
end $$;

-- The trigger functions mark what a row is part of, as it was and as it is. The triggers are of rows, as those of the change feed are:
-- who replays replicated rows fires no triggers of statements.
create function public.mark_view_by_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.mark_view(tg_argv[0], old.id); end if;
    if tg_op <> 'DELETE' then perform public.mark_view(tg_argv[0], new.id); end if;
    return null;
end $$;

create function public.mark_view_of_member() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.mark_view('user', old.user_id); end if;
    if tg_op <> 'DELETE' then perform public.mark_view('user', new.user_id); end if;
    return null;
end $$;

create function public.mark_view_of_team() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        perform public.mark_view('team_place', old.id);
        if old.parent_id is not null then perform public.mark_view('team_children', old.parent_id); end if;
    end if;
    if tg_op <> 'DELETE' then
        perform public.mark_view('team_place', new.id);
        if new.parent_id is not null then perform public.mark_view('team_children', new.parent_id); end if;
    end if;
    return null;
end $$;

create function public.mark_view_of_grant() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.mark_view('project', old.project_id); end if;
    if tg_op <> 'DELETE' then perform public.mark_view('project', new.project_id); end if;
    return null;
end $$;

-- All at once, in the order in which writers take them.
lock table public.users, public.teams, public.team_members, public.projects, public.project_grants in share row exclusive mode;

-- A user's row is of its memberships, that of a team of its place in the tree, that of a project of the teams that its grants name. Roles
-- and expiries of grants, owners, suspensions, blocks are in none.
create trigger users_marked_by_insert after insert on public.users
    for each row execute function public.mark_view_by_id('user');
create trigger users_marked_by_update after update on public.users
    for each row when (old.id is distinct from new.id) execute function public.mark_view_by_id('user');

create trigger team_members_marked_by_insert after insert on public.team_members
    for each row execute function public.mark_view_of_member();
create trigger team_members_marked_by_update after update on public.team_members
    for each row when (
        (old.user_id, old.team_id, old.role, old.expires_at) is distinct from (new.user_id, new.team_id, new.role, new.expires_at))
    execute function public.mark_view_of_member();
create trigger team_members_marked_by_delete after delete on public.team_members
    for each row execute function public.mark_view_of_member();

create trigger teams_marked_by_insert after insert on public.teams
    for each row execute function public.mark_view_of_team();
create trigger teams_marked_by_update after update on public.teams
    for each row when ((old.id, old.parent_id) is distinct from (new.id, new.parent_id)) execute function public.mark_view_of_team();
create trigger teams_marked_by_delete after delete on public.teams
    for each row execute function public.mark_view_of_team();

create trigger projects_marked_by_insert after insert on public.projects
    for each row execute function public.mark_view_by_id('project');
create trigger projects_marked_by_update after update on public.projects
    for each row when (old.id is distinct from new.id) execute function public.mark_view_by_id('project');
create trigger projects_marked_by_delete after delete on public.projects
    for each row execute function public.mark_view_by_id('project');

create trigger project_grants_marked_by_insert after insert on public.project_grants
    for each row when (new.team_id is not null) execute function public.mark_view_of_grant();
create trigger project_grants_marked_by_update after update on public.project_grants
    for each row when ((old.project_id, old.team_id) is distinct from (new.project_id, new.team_id))
    execute function public.mark_view_of_grant();
create trigger project_grants_marked_by_delete after delete on public.project_grants
    for each row when (old.team_id is not null) execute function public.mark_view_of_grant();

create trigger view_marks_truncated before truncate on public.view_marks for each statement execute function public.refuse_statement();

call public.fire_always('public.users');
call public.fire_always('public.team_members');
call public.fire_always('public.teams');
call public.fire_always('public.projects');
call public.fire_always('public.project_grants');
call public.fire_always('public.view_marks');
