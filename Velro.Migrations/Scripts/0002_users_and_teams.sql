-- Users, teams and memberships.

-- Ids of the core types are never used again (RIGHTS.md E1): those that are gone are kept here. Two transactions that delete and insert one
-- id at the same moment under REPEATABLE READ could pass each other; the server makes all ids of these types, so none does.
create table public.retired_ids (
    type text collate "C" not null,
    id text collate "C" not null,
    retired_at timestamptz not null default now(),
    primary key (type, id)
);

create function public.retire_id() returns trigger
language plpgsql as $$
begin
    insert into public.retired_ids (type, id) values (tg_argv[0], old.id);
    delete from public.entities where type = tg_argv[0] and id = old.id;
    return null;
end $$;

create function public.refuse_retired_id() returns trigger
language plpgsql as $$
begin
    if exists (select from public.retired_ids where type = tg_argv[0] and id = new.id) then
        raise exception 'The % % was deleted, and its id is never used again.', tg_argv[0], new.id
            using errcode = 'unique_violation', constraint = 'retired_ids_pkey', table = tg_table_name;
    end if;
    return null;
end $$;

create table public.users (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
    is_administrator boolean not null default false,
    display_name text not null default '' check (char_length(display_name) <= 200),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1,
    constraint users_deleted_without_rights check (state <> 'deleted' or not is_administrator)
);
create index users_administrators on public.users (id) where is_administrator;

create function public.refuse_revival() returns trigger
language plpgsql as $$
begin
    raise exception 'The user % is deleted, which is final.', old.id
        using errcode = 'check_violation', constraint = 'users_deleted_is_final', table = 'users';
end $$;

create trigger users_inserted after insert on public.users
    for each row execute function public.note_change_by_id('1');
create trigger users_updated after update on public.users
    for each row when ((old.id, old.state, old.is_administrator) is distinct from (new.id, new.state, new.is_administrator))
    execute function public.note_change_by_id('1');
create trigger users_touched before update on public.users for each row execute function public.touch_row();
create trigger users_revived before update on public.users
    for each row when (old.state = 'deleted' and new.state <> 'deleted') execute function public.refuse_revival();
-- A deleted user stays as a row, so that its id does and the audit trail means something.
create trigger users_deleted before delete on public.users for each row execute function public.refuse_statement();
create trigger users_truncated before truncate on public.users for each statement execute function public.refuse_statement();
call public.fire_always('public.users');

create table public.teams (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    parent_id text collate "C" references public.teams,
    name text not null check (char_length(name) between 1 and 200),
    is_suspended boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1,
    constraint teams_not_own_parent check (parent_id <> id)
);
create index teams_by_parent on public.teams (parent_id, id) where parent_id is not null;

-- Teams nest to 8 levels and in no circle, also when two transactions move teams at the same moment: the moves wait for each other. Under
-- REPEATABLE READ the one that waited would not see what it waited for; under SERIALIZABLE Postgres finds the conflict itself.
create function public.check_team_tree() returns trigger
language plpgsql as $$
declare
    levels_above integer;
    levels_below integer;
    is_circle boolean;
begin
    if current_setting('transaction_isolation') = 'repeatable read' then
        raise exception 'A team is given a parent under READ COMMITTED or SERIALIZABLE, not under REPEATABLE READ.'
            using errcode = 'active_sql_transaction';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('velro.team_tree', 0));

    with recursive above (id, parent_id, level) as (
        select t.id, t.parent_id, 0 from public.teams t where t.id = new.id
        union all
        select t.id, t.parent_id, a.level + 1 from above a join public.teams t on t.id = a.parent_id where a.level < 8
    )
    select max(level), bool_or(level > 0 and id = new.id) into levels_above, is_circle from above;
    if is_circle then
        raise exception 'The team % would be above itself.', new.id
            using errcode = 'check_violation', constraint = 'teams_no_circle', table = 'teams';
    end if;

    with recursive below (id, level) as (
        select new.id, 1
        union all
        select t.id, b.level + 1 from below b join public.teams t on t.parent_id = b.id where b.level <= 8
    )
    select max(level) into levels_below from below;
    if levels_above + levels_below > 8 then
        raise exception 'Under %, the team % would make % levels or more; teams nest to 8.', new.parent_id, new.id, levels_above + levels_below
            using errcode = 'check_violation', constraint = 'teams_depth', table = 'teams';
    end if;
    return null;
end $$;

create trigger teams_inserted after insert on public.teams
    for each row execute function public.note_change_by_id('2');
create trigger teams_updated after update on public.teams
    for each row when ((old.id, old.parent_id, old.is_suspended) is distinct from (new.id, new.parent_id, new.is_suspended))
    execute function public.note_change_by_id('2');
create trigger teams_deleted after delete on public.teams
    for each row execute function public.note_change_by_id('2');
create trigger teams_nested after insert or update of id, parent_id on public.teams
    for each row when (new.parent_id is not null) execute function public.check_team_tree();
create trigger teams_retired after delete on public.teams for each row execute function public.retire_id('team');
create trigger teams_reused after insert or update of id on public.teams for each row execute function public.refuse_retired_id('team');
create trigger teams_touched before update on public.teams for each row execute function public.touch_row();
create trigger teams_truncated before truncate on public.teams for each statement execute function public.refuse_statement();
call public.fire_always('public.teams');

create table public.team_members (
    user_id text collate "C" not null references public.users,
    team_id text collate "C" not null references public.teams on delete cascade,
    role text not null check (role in ('viewer', 'contributor', 'editor', 'admin', 'owner')),
    expires_at timestamptz check (expires_at between '1970-01-01Z' and '9999-12-30Z'),
    created_at timestamptz not null default now(),
    primary key (user_id, team_id)
);
create index team_members_by_team on public.team_members (team_id, user_id);

-- Memberships are part of the user's context.
create trigger team_members_inserted after insert on public.team_members
    for each row execute function public.note_change_by_user_id('1');
create trigger team_members_updated after update on public.team_members
    for each row when ((old.user_id, old.team_id, old.role, old.expires_at) is distinct from (new.user_id, new.team_id, new.role, new.expires_at))
    execute function public.note_change_by_user_id('1');
create trigger team_members_deleted after delete on public.team_members
    for each row execute function public.note_change_by_user_id('1');
create trigger team_members_truncated before truncate on public.team_members for each statement execute function public.refuse_statement();
call public.fire_always('public.team_members');
