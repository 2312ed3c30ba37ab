-- Service keys: never the key, only its keyed hash (HMAC-SHA-256 under a key that the database does not hold).

create table public.service_keys (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    owner_id text collate "C" not null references public.users,
    name text not null check (char_length(name) between 1 and 200),
    hash bytea not null check (octet_length(hash) = 32),
    scopes text[] not null check (array_position(scopes, null) is null),
    expires_at timestamptz check (expires_at between '1970-01-01Z' and '9999-12-30Z'),
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null default now()
);
create index service_keys_by_owner on public.service_keys (owner_id, id);

create trigger service_keys_inserted after insert on public.service_keys
    for each row execute function public.note_change_by_id('6');
create trigger service_keys_updated after update on public.service_keys
    for each row when ((old.id, old.owner_id, old.hash, old.scopes, old.expires_at, old.revoked_at)
        is distinct from (new.id, new.owner_id, new.hash, new.scopes, new.expires_at, new.revoked_at))
    execute function public.note_change_by_id('6');
create trigger service_keys_deleted after delete on public.service_keys
    for each row execute function public.note_change_by_id('6');
create trigger service_keys_truncated before truncate on public.service_keys
    for each statement execute function public.refuse_statement();

-- A value of the bootstrap key that was revoked stays revoked, also when it is configured again after another one (RIGHTS.md A5), and
-- however the row of it came to change.
create table public.revoked_bootstrap_keys (
    hash bytea primary key,
    revoked_at timestamptz not null default now()
);

create function public.remember_revoked_bootstrap_key() returns trigger
language plpgsql as $$
begin
    insert into public.revoked_bootstrap_keys (hash) values (case tg_op when 'DELETE' then old.hash else new.hash end) on conflict do nothing;
    return null;
end $$;

create trigger service_keys_bootstrap_revoked after insert or update on public.service_keys
    for each row when (new.id = 'bootstrap' and new.revoked_at is not null) execute function public.remember_revoked_bootstrap_key();
create trigger service_keys_bootstrap_deleted after delete on public.service_keys
    for each row when (old.id = 'bootstrap') execute function public.remember_revoked_bootstrap_key();
call public.fire_always('public.service_keys');
