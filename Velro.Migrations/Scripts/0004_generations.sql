-- Generations, with the grants and blocks on them. All three are part of the generation's context.

-- A project takes its generations with it; children of a generation that is gone lose the link (RIGHTS.md E1). Lineage may in theory be
-- made circular by a later change of the parent: the engine ends such a walk, and the repository that re-parents refuses it.
create table public.generations (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    owner_id text collate "C" not null references public.users,
    project_id text collate "C" references public.projects on delete cascade,
    parent_id text collate "C" references public.generations on delete set null,
    inheritance text not null default 'none' check (inheritance in ('none', 'read', 'role')),
    visibility text not null default 'private' check (visibility in ('private', 'team', 'public', 'inherit')),
    is_locked boolean not null default false,
    kind text not null check (kind in ('image', 'video', 'audio')),
    prompt text not null default '' check (octet_length(prompt) <= 65536),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1,
    constraint generations_not_own_parent check (parent_id <> id)
);
create index generations_by_owner on public.generations (owner_id, id);
create index generations_by_project on public.generations (project_id, id) where project_id is not null;
create index generations_by_parent on public.generations (parent_id, id) where parent_id is not null;

create trigger generations_inserted after insert on public.generations
    for each row execute function public.note_change_by_id('4');
create trigger generations_updated after update on public.generations
    for each row when (
        (old.id, old.owner_id, old.project_id, old.parent_id, old.inheritance, old.visibility, old.is_locked)
        is distinct from (new.id, new.owner_id, new.project_id, new.parent_id, new.inheritance, new.visibility, new.is_locked))
    execute function public.note_change_by_id('4');
create trigger generations_deleted after delete on public.generations
    for each row execute function public.note_change_by_id('4');
create trigger generations_retired after delete on public.generations for each row execute function public.retire_id('generation');
create trigger generations_reused after insert or update of id on public.generations
    for each row execute function public.refuse_retired_id('generation');
create trigger generations_touched before update on public.generations for each row execute function public.touch_row();
create trigger generations_truncated before truncate on public.generations for each statement execute function public.refuse_statement();
call public.fire_always('public.generations');

create table public.generation_grants (
    generation_id text collate "C" not null references public.generations on delete cascade,
    user_id text collate "C" references public.users,
    team_id text collate "C" references public.teams on delete cascade,
    role text not null check (role in ('none', 'viewer', 'contributor', 'editor', 'admin')),
    expires_at timestamptz check (expires_at between '1970-01-01Z' and '9999-12-30Z'),
    created_at timestamptz not null default now(),
    constraint generation_grants_one_grantee check (num_nonnulls(user_id, team_id) = 1),
    constraint generation_grants_key unique nulls not distinct (generation_id, user_id, team_id)
);
create index generation_grants_by_user on public.generation_grants (user_id, generation_id) where user_id is not null;
create index generation_grants_by_team on public.generation_grants (team_id, generation_id) where team_id is not null;

create trigger generation_grants_inserted after insert on public.generation_grants
    for each row execute function public.note_change_by_generation_id('4');
create trigger generation_grants_updated after update on public.generation_grants
    for each row when ((old.generation_id, old.user_id, old.team_id, old.role, old.expires_at)
        is distinct from (new.generation_id, new.user_id, new.team_id, new.role, new.expires_at))
    execute function public.note_change_by_generation_id('4');
create trigger generation_grants_deleted after delete on public.generation_grants
    for each row execute function public.note_change_by_generation_id('4');
create trigger generation_grants_truncated before truncate on public.generation_grants
    for each statement execute function public.refuse_statement();
call public.fire_always('public.generation_grants');

create table public.generation_blocks (
    generation_id text collate "C" not null references public.generations on delete cascade,
    user_id text collate "C" not null references public.users,
    created_at timestamptz not null default now(),
    primary key (generation_id, user_id)
);
create index generation_blocks_by_user on public.generation_blocks (user_id, generation_id);

create trigger generation_blocks_inserted after insert on public.generation_blocks
    for each row execute function public.note_change_by_generation_id('4');
create trigger generation_blocks_updated after update on public.generation_blocks
    for each row when ((old.generation_id, old.user_id) is distinct from (new.generation_id, new.user_id))
    execute function public.note_change_by_generation_id('4');
create trigger generation_blocks_deleted after delete on public.generation_blocks
    for each row execute function public.note_change_by_generation_id('4');
create trigger generation_blocks_truncated before truncate on public.generation_blocks
    for each statement execute function public.refuse_statement();
call public.fire_always('public.generation_blocks');
