-- What was loaded as demo data, and is marked as such (RIGHTS.md E4). A seed is loaded once: what people do to it afterwards stays.

create table public.seeds (
    name text primary key,
    digest text not null,
    loaded_at timestamptz not null default now()
);

create table public.demo_entities (
    type text collate "C" not null,
    id text collate "C" not null,
    primary key (type, id)
);
