-- What every poll and every load says beside the changes: which base old changes were folded into, and the flush values that cache keys
-- rest on (DESIGN.md section 4).

-- The base is the sums of the nonces of every change that its snapshot sees, by slot; those changes are deleted in the transaction that
-- stores it. So one snapshot shows either a base or the changes that it was made of, and base and changes together are always all there
-- ever were. A release that counts slots otherwise neither folds nor answers.
create table public.revision_clock (
    is_only boolean primary key default true check (is_only),
    slot_hash_version smallint not null default 1,
    slot_count integer not null default 1048576,
    flush_values bigint[] not null,
    base_snapshot pg_snapshot,
    base_sums bytea,
    folded_at timestamptz,
    constraint revision_clock_base check (num_nonnulls(base_snapshot, base_sums, folded_at) in (0, 3))
);
alter table public.revision_clock alter column base_sums set storage external;
comment on column public.revision_clock.flush_values is 'The first is of all kinds; the n-th after it of the kind n.';
comment on column public.revision_clock.base_sums is 'Slots in ascending order: the number (4 bytes) and its sum (8 bytes), big-endian.';

create function public.random_bigint() returns bigint
language sql volatile as $$ select hashtextextended(gen_random_uuid()::text, 0) $$;

insert into public.revision_clock (flush_values) select array_agg(public.random_bigint()) from generate_series(0, 15);

create trigger revision_clock_deleted before delete on public.revision_clock
    for each statement execute function public.refuse_statement();
create trigger revision_clock_truncated before truncate on public.revision_clock
    for each statement execute function public.refuse_statement();
call public.fire_always('public.revision_clock');

-- Makes everything of a kind that is cached anywhere unreachable when the transaction commits; 0: of all kinds.
create function public.draw_flush_value(kind smallint default 0) returns void
language sql as $$
    update public.revision_clock set flush_values[draw_flush_value.kind + 1] = public.random_bigint();
$$;

-- A dump that was restored on another server brings changes with ids of transactions that mean nothing there.
create function public.is_foreign_lineage() returns boolean
language sql stable as $$
    select (select system_identifier from public.installation) <> (select system_identifier from pg_control_system())
        or exists (select from public.changes where xid >= pg_snapshot_xmax(pg_current_snapshot()))
        or exists (select from public.revision_clock where pg_snapshot_xmax(base_snapshot) > pg_snapshot_xmax(pg_current_snapshot()));
$$;

-- Drops base and changes of another server, and makes all that was cached there unreachable. Does nothing on the server's own database.
create function public.begin_lineage() returns boolean
language plpgsql as $$
begin
    perform from public.revision_clock for update;
    if not found or not exists (select from public.installation) then
        raise exception 'The database has no revision clock: it is being restored, or was not migrated to its end.'
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if public.is_foreign_lineage() is not true then return false; end if;
    delete from public.changes;
    update public.revision_clock
    set base_snapshot = null, base_sums = null, folded_at = null,
        flush_values = (select array_agg(public.random_bigint()) from generate_series(0, 15));
    update public.installation set system_identifier = (select system_identifier from pg_control_system()), installed_at = now();
    return true;
end $$;

-- The tables whose changes are told, and the table that tells them.
create function public.is_watched("table" oid) returns boolean
language sql stable as $$
    select "table" in ('public.changes'::regclass, 'public.revision_clock'::regclass) or exists (
        select from pg_trigger t join pg_proc f on f.oid = t.tgfoid
        where t.tgrelid = "table" and f.pronamespace = 'public'::regnamespace and f.proname like 'note\_change%');
$$;

-- A migration that changes a trigger, or a function that one calls, begins with this: it waits for those who write under the old one, since
-- what they write without telling would otherwise become visible after the flush.
create procedure public.begin_trigger_change(variadic tables regclass[])
language plpgsql as $$
declare
    "table" regclass;
begin
    foreach "table" in array tables loop
        execute format('lock table %s in share row exclusive mode', "table");
    end loop;
    perform public.draw_flush_value();
end $$;

-- DDL is not visible by snapshot. What changes a watched table, one of its triggers, or a function or type that they may use, flushes all.
create function public.flush_after_ddl() returns event_trigger
language plpgsql as $$
begin
    if exists (
        select from pg_event_trigger_ddl_commands() c
        where c.schema_name = 'public' and c.object_type in ('function', 'procedure', 'aggregate', 'type', 'domain', 'operator', 'collation')
           or c.classid = 'pg_class'::regclass and c.object_type <> 'index' and public.is_watched(c.objid)
           or c.classid = 'pg_trigger'::regclass
              and public.is_watched((select tgrelid from pg_trigger where oid = c.objid))
           or c.classid = 'pg_policy'::regclass
              and public.is_watched((select polrelid from pg_policy where oid = c.objid)))
    then
        perform public.draw_flush_value();
    end if;

    -- What is written to a child is read with its parent, and no trigger of the parent tells it.
    if exists (select from pg_inherits where public.is_watched(inhparent)) then
        raise exception 'Tables whose changes are told are not inherited from.' using errcode = 'feature_not_supported';
    end if;
end $$;

create function public.flush_after_drop() returns event_trigger
language plpgsql as $$
begin
    if exists (
        select from pg_event_trigger_dropped_objects()
        where object_type in ('trigger', 'policy') or original and object_type in ('function', 'procedure', 'type', 'domain', 'table column'))
    then
        perform public.draw_flush_value();
    end if;
end $$;

-- A rewritten table looks empty to every snapshot that is older, and its rows look as if they had always been what they are now.
create function public.refuse_rewrite() returns event_trigger
language plpgsql as $$
begin
    if public.is_watched(pg_event_trigger_table_rewrite_oid()) then
        raise exception 'The table % is not rewritten: caches would not feel it.', pg_event_trigger_table_rewrite_oid()::regclass
            using errcode = 'feature_not_supported', hint = 'Add a column, fill it in small updates, and drop the old one.';
    end if;
end $$;

do $$
begin
    create event trigger velro_ddl on ddl_command_end execute function public.flush_after_ddl();
    create event trigger velro_drop on sql_drop execute function public.flush_after_drop();
    create event trigger velro_rewrite on table_rewrite execute function public.refuse_rewrite();
    alter event trigger velro_ddl enable always;
    alter event trigger velro_drop enable always;
    alter event trigger velro_rewrite enable always;
exception when insufficient_privilege then
    raise warning 'Event triggers need a superuser. Without them, whoever changes the schema by hand flushes the caches by hand: '
        'select public.draw_flush_value().';
end $$;
