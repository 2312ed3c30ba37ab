-- Media of generations. The bytes lie in a store outside of the database, each upload under an id of its own and never changed; what is
-- served is what a row names, so that a new upload takes the place of the old one in the transaction that says so.

-- Every id under which the store may hold bytes. It is written before the first byte is, so that none is ever lost sight of: what nobody
-- refers to any more, or never did, has a time from which it may be removed.
create table public.media_blobs (
    id uuid primary key,
    kept_until timestamptz,
    created_at timestamptz not null default now()
);
create index media_blobs_to_remove on public.media_blobs (kept_until) where kept_until is not null;
comment on column public.media_blobs.kept_until is 'Null: media are made of it. Else: from when on it may be removed.';

-- The transaction that wrote a row is in it, so that a node can tell whether a permission that it knows of is older than what it is shown
-- for. A variant is a part of addresses, and never of the name of a file.
create table public.media (
    generation_id text collate "C" not null references public.generations on delete cascade,
    variant text collate "C" not null check (variant ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    blob_id uuid not null unique references public.media_blobs,
    content_type text collate "C" not null check (char_length(content_type) between 3 and 255),
    size bigint not null check (size >= 0),
    sha256 bytea not null check (octet_length(sha256) = 32),
    xid xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (generation_id, variant)
);

create function public.release_media_blob() returns trigger
language plpgsql as $$
begin
    update public.media_blobs set kept_until = now() where id = old.blob_id;
    return null;
end $$;

create trigger media_replaced after update of blob_id on public.media
    for each row when (old.blob_id <> new.blob_id) execute function public.release_media_blob();
create trigger media_deleted after delete on public.media for each row execute function public.release_media_blob();
create trigger media_truncated before truncate on public.media for each statement execute function public.refuse_statement();
call public.fire_always('public.media');
