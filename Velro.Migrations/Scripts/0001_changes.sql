-- The change feed that every node's revision clock follows, and what tells one run of the server from another.

do $$
begin
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception 'The database has the encoding %. Velro needs UTF8: ids are hashed by their UTF-8 bytes.', current_setting('server_encoding');
    end if;
    if current_setting('server_version_num')::integer < 150000 then
        raise exception 'This is PostgreSQL %. Velro needs 15 or newer.', current_setting('server_version');
    end if;
end $$;

-- The first 64 bits of SHA-256 over (kind, type, id), each text behind its length in bytes. Its twin is Velro.Data's ContextIdentity, and
-- what it says is in every cache: another hash would be another function, never a change of this one.
-- In PL/pgSQL, which keeps its plans: as an SQL function, planned anew in each call, this and append_change cost five times as much.
create function public.context_slot_hash(kind smallint, type text, id text) returns bigint
language plpgsql immutable strict parallel safe as $$
begin
    return ('x' || encode(substr(sha256(
        set_byte('\x00', 0, kind)
        || int4send(octet_length(type)) || convert_to(type, 'UTF8')
        || int4send(octet_length(id)) || convert_to(id, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint;
end $$;

create table public.changes (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    nonce bigint not null default hashtextextended(gen_random_uuid()::text, 0),
    slot_hash bigint not null,
    kind smallint not null,
    type text collate "C" not null,
    entity_id text collate "C" not null,
    at timestamptz not null default now()
);
create index changes_by_xid on public.changes (xid);
comment on table public.changes is 'One row for each change of what an entity''s context holds; followed by visibility, never by id.';

create function public.append_change(kind smallint, type text, id text) returns void
language plpgsql as $$
begin
    insert into public.changes (slot_hash, kind, type, entity_id)
    values (public.context_slot_hash(append_change.kind, append_change.type, append_change.id),
            append_change.kind, append_change.type, append_change.id);
end $$;

-- The trigger functions: each appends the keys of the row as it was and as it is. The first argument is the number of the ContextKind.
create function public.note_change_by_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.append_change(tg_argv[0]::smallint, '', old.id); end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.id <> old.id) then
        perform public.append_change(tg_argv[0]::smallint, '', new.id);
    end if;
    return null;
end $$;

create function public.note_change_by_user_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.append_change(tg_argv[0]::smallint, '', old.user_id); end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.user_id <> old.user_id) then
        perform public.append_change(tg_argv[0]::smallint, '', new.user_id);
    end if;
    return null;
end $$;

create function public.note_change_by_project_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.append_change(tg_argv[0]::smallint, '', old.project_id); end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.project_id <> old.project_id) then
        perform public.append_change(tg_argv[0]::smallint, '', new.project_id);
    end if;
    return null;
end $$;

create function public.note_change_by_generation_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.append_change(tg_argv[0]::smallint, '', old.generation_id); end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.generation_id <> old.generation_id) then
        perform public.append_change(tg_argv[0]::smallint, '', new.generation_id);
    end if;
    return null;
end $$;

create function public.note_change_by_type_and_id() returns trigger
language plpgsql as $$
begin
    if tg_op <> 'INSERT' then perform public.append_change(tg_argv[0]::smallint, old.type, old.id); end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and (new.type, new.id) <> (old.type, old.id)) then
        perform public.append_change(tg_argv[0]::smallint, new.type, new.id);
    end if;
    return null;
end $$;

-- For what there is only one of.
create function public.note_change() returns trigger
language plpgsql as $$
begin
    perform public.append_change(tg_argv[0]::smallint, '', '');
    return null;
end $$;

-- TRUNCATE is not visible by snapshot, so nothing that is cached would feel it.
create function public.refuse_statement() returns trigger
language plpgsql as $$
begin
    raise exception '% is refused on %.', tg_op, tg_table_name
        using errcode = 'feature_not_supported',
              hint = case tg_op when 'TRUNCATE' then 'Use DELETE: caches learn of changes row by row.' else 'Rows of this table are kept.' end;
end $$;

-- Triggers fire for sessions that replay replicated rows too: caches must learn of those as well.
create procedure public.fire_always("table" regclass)
language plpgsql as $$
declare
    trigger name;
begin
    for trigger in select tgname from pg_trigger where tgrelid = "table" and not tgisinternal loop
        execute format('alter table %s enable always trigger %I', "table", trigger);
    end loop;
end $$;

create trigger changes_truncated before truncate on public.changes for each statement execute function public.refuse_statement();
call public.fire_always('public.changes');

create function public.touch_row() returns trigger
language plpgsql as $$
begin
    new.version := old.version + 1;
    new.updated_at := now();
    return new;
end $$;

-- A crash empties an unlogged table. Whoever finds no marker writes one: it names the run of the server since that crash.
create unlogged table public.incarnation (
    is_only boolean primary key default true check (is_only),
    marker uuid not null
);

-- Which server this database was migrated on: a copy on another one is a foreign lineage.
create table public.installation (
    is_only boolean primary key default true check (is_only),
    system_identifier bigint not null,
    installed_at timestamptz not null default now()
);
insert into public.installation (system_identifier) select system_identifier from pg_control_system();
