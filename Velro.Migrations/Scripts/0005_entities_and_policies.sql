-- What attribute policies are about: the properties of entities, and the policies.

-- Of the core types only the properties are kept here; whether such an entity exists is known by its own table.
create table public.entities (
    type text collate "C" not null check (type ~ '^[A-Za-z0-9._:/-]{1,128}$'),
    id text collate "C" not null check (char_length(id) between 1 and 512 and id !~ '[\u0001-\u001F\u007F-\u009F]'),
    properties jsonb not null default '{}' check (jsonb_typeof(properties) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1,
    primary key (type, id),
    constraint entities_core_id check (type not in ('user', 'team', 'project', 'generation') or id ~ '^[A-Za-z0-9._:@-]{1,128}$')
);

create trigger entities_inserted after insert on public.entities
    for each row execute function public.note_change_by_type_and_id('5');
create trigger entities_updated after update on public.entities
    for each row when ((old.type, old.id, old.properties) is distinct from (new.type, new.id, new.properties))
    execute function public.note_change_by_type_and_id('5');
create trigger entities_deleted after delete on public.entities
    for each row execute function public.note_change_by_type_and_id('5');
create trigger entities_touched before update on public.entities for each row execute function public.touch_row();
create trigger entities_truncated before truncate on public.entities for each statement execute function public.refuse_statement();
call public.fire_always('public.entities');

-- The document is kept as it was written, so that an error's line and column are those of its author. There is one context of all.
create table public.policies (
    name text collate "C" primary key check (name ~ '^[A-Za-z0-9._:/-]{1,128}$'),
    document text not null check (jsonb_typeof(document::jsonb) = 'object'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1
);

create trigger policies_inserted after insert on public.policies
    for each row execute function public.note_change('7');
create trigger policies_updated after update on public.policies
    for each row when ((old.name, old.document) is distinct from (new.name, new.document)) execute function public.note_change('7');
create trigger policies_deleted after delete on public.policies
    for each row execute function public.note_change('7');
create trigger policies_touched before update on public.policies for each row execute function public.touch_row();
create trigger policies_truncated before truncate on public.policies for each statement execute function public.refuse_statement();
call public.fire_always('public.policies');
