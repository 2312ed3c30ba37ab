-- What the processes say of themselves. No decision rests on it.

-- How each is at present, over and over in one row: every node can answer for all. After a crash of the server it is worth nothing.
create unlogged table public.node_statuses (
    node text primary key check (char_length(node) between 1 and 256),
    at timestamptz not null,
    status jsonb not null
);

-- What each did in the last minutes, a row for each while: it outlives the processes, and reports are made of it.
create table public.node_samples (
    at timestamptz not null,
    node text not null check (char_length(node) between 1 and 256),
    sample jsonb not null,
    primary key (at, node)
);

grant select, insert, update on public.node_statuses to velro_api, velro_warmer;
grant select, insert on public.node_samples to velro_api, velro_warmer;

-- The warmer forgets.
grant delete on public.node_statuses, public.node_samples to velro_warmer;
