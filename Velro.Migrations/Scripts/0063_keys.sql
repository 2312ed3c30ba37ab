-- Keys that the replicas share. Each is wrapped: a key of the ring by the master key, which is not stored, and a signing key by the ring.

create table public.protection_keys (
    name text collate "C" primary key check (char_length(name) between 1 and 200),
    xml text not null,
    created_at timestamptz not null default now()
);
comment on table public.protection_keys is 'The ring of ASP.NET Core Data Protection.';

create table public.signing_keys (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- PKCS #8, protected.
    private_key bytea not null,
    created_at timestamptz not null default now(),
    -- From when tokens are signed with it: every node and whoever verifies tokens knows it by then.
    active_from timestamptz not null,
    -- From when nothing that it signed counts.
    retired_from timestamptz not null,
    check (active_from < retired_from)
);
