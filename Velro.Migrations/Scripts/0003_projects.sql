-- Projects, with the grants and blocks on them. All three are part of the project's context.

create table public.projects (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    owner_id text collate "C" not null references public.users,
    name text not null check (char_length(name) between 1 and 200),
    visibility text not null default 'private' check (visibility in ('private', 'team', 'public')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1
);
create index projects_by_owner on public.projects (owner_id, id);

create trigger projects_inserted after insert on public.projects
    for each row execute function public.note_change_by_id('3');
create trigger projects_updated after update on public.projects
    for each row when ((old.id, old.owner_id, old.visibility) is distinct from (new.id, new.owner_id, new.visibility))
    execute function public.note_change_by_id('3');
create trigger projects_deleted after delete on public.projects
    for each row execute function public.note_change_by_id('3');
create trigger projects_retired after delete on public.projects for each row execute function public.retire_id('project');
create trigger projects_reused after insert or update of id on public.projects
    for each row execute function public.refuse_retired_id('project');
create trigger projects_touched before update on public.projects for each row execute function public.touch_row();
create trigger projects_truncated before truncate on public.projects for each statement execute function public.refuse_statement();
call public.fire_always('public.projects');

-- The role none is an explicit denial; owner arises by creation or transfer only (RIGHTS.md B3).
create table public.project_grants (
    project_id text collate "C" not null references public.projects on delete cascade,
    user_id text collate "C" references public.users,
    team_id text collate "C" references public.teams on delete cascade,
    role text not null check (role in ('none', 'viewer', 'contributor', 'editor', 'admin')),
    expires_at timestamptz check (expires_at between '1970-01-01Z' and '9999-12-30Z'),
    created_at timestamptz not null default now(),
    constraint project_grants_one_grantee check (num_nonnulls(user_id, team_id) = 1),
    constraint project_grants_key unique nulls not distinct (project_id, user_id, team_id)
);
create index project_grants_by_user on public.project_grants (user_id, project_id) where user_id is not null;
create index project_grants_by_team on public.project_grants (team_id, project_id) where team_id is not null;

create trigger project_grants_inserted after insert on public.project_grants
    for each row execute function public.note_change_by_project_id('3');
create trigger project_grants_updated after update on public.project_grants
    for each row when ((old.project_id, old.user_id, old.team_id, old.role, old.expires_at)
        is distinct from (new.project_id, new.user_id, new.team_id, new.role, new.expires_at))
    execute function public.note_change_by_project_id('3');
create trigger project_grants_deleted after delete on public.project_grants
    for each row execute function public.note_change_by_project_id('3');
create trigger project_grants_truncated before truncate on public.project_grants
    for each statement execute function public.refuse_statement();
call public.fire_always('public.project_grants');

create table public.project_blocks (
    project_id text collate "C" not null references public.projects on delete cascade,
    user_id text collate "C" not null references public.users,
    created_at timestamptz not null default now(),
    primary key (project_id, user_id)
);
create index project_blocks_by_user on public.project_blocks (user_id, project_id);

create trigger project_blocks_inserted after insert on public.project_blocks
    for each row execute function public.note_change_by_project_id('3');
create trigger project_blocks_updated after update on public.project_blocks
    for each row when ((old.project_id, old.user_id) is distinct from (new.project_id, new.user_id))
    execute function public.note_change_by_project_id('3');
create trigger project_blocks_deleted after delete on public.project_blocks
    for each row execute function public.note_change_by_project_id('3');
create trigger project_blocks_truncated before truncate on public.project_blocks
    for each statement execute function public.refuse_statement();
call public.fire_always('public.project_blocks');
