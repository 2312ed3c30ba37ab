-- Security events: written in the transaction that they describe, and never changed.

create table public.audit_events (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor_type text collate "C" not null,
    actor_id text collate "C" not null,
    acting_for text collate "C",
    action text collate "C" not null,
    resource_type text collate "C" not null,
    resource_id text collate "C" not null,
    details jsonb not null default '{}' check (jsonb_typeof(details) = 'object')
);
create index audit_events_by_time on public.audit_events (at, id);
create index audit_events_by_actor on public.audit_events (actor_type, actor_id, at);
create index audit_events_by_resource on public.audit_events (resource_type, resource_id, at);

create trigger audit_events_changed before update or delete on public.audit_events
    for each row execute function public.refuse_statement();
create trigger audit_events_truncated before truncate on public.audit_events
    for each statement execute function public.refuse_statement();
call public.fire_always('public.audit_events');
