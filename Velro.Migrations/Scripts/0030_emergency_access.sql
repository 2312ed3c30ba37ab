-- Emergency access: an administrator's time-boxed, reasoned override for one user on one project or generation (RIGHTS.md C4). Who gave
-- it and why is told by the audit trail too, which outlives these rows.

create table public.emergency_access (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    user_id text collate "C" not null references public.users,
    project_id text collate "C" references public.projects on delete cascade,
    generation_id text collate "C" references public.generations on delete cascade,
    role text not null check (role in ('viewer', 'editor')),
    reason text not null check (char_length(btrim(reason)) >= 10 and char_length(reason) <= 2000),
    granted_by text collate "C" not null references public.users,
    granted_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    constraint emergency_access_one_resource check (num_nonnulls(project_id, generation_id) = 1),
    constraint emergency_access_length check (expires_at > granted_at and expires_at <= granted_at + interval '4 hours'),
    constraint emergency_access_end check (ended_at >= granted_at)
);
create index emergency_access_by_user on public.emergency_access (user_id) where ended_at is null;
create index emergency_access_by_project on public.emergency_access (project_id) where project_id is not null;
create index emergency_access_by_generation on public.emergency_access (generation_id) where generation_id is not null;

-- It is part of the user's context.
create trigger emergency_access_inserted after insert on public.emergency_access
    for each row execute function public.note_change_by_user_id('1');
create trigger emergency_access_updated after update on public.emergency_access
    for each row when (
        (old.user_id, old.project_id, old.generation_id, old.role, old.expires_at, old.ended_at)
        is distinct from (new.user_id, new.project_id, new.generation_id, new.role, new.expires_at, new.ended_at))
    execute function public.note_change_by_user_id('1');
create trigger emergency_access_deleted after delete on public.emergency_access
    for each row execute function public.note_change_by_user_id('1');
create trigger emergency_access_truncated before truncate on public.emergency_access
    for each statement execute function public.refuse_statement();
call public.fire_always('public.emergency_access');
