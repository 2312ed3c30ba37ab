-- The answers of writes that carried an Idempotency-Key, kept in the transaction of the write so that both are there or neither (RIGHTS.md
-- F1). The key is a hash of caller, acted-for user, method, path and the header's value; the digest is of the body.

create table public.idempotency_keys (
    key bytea primary key check (octet_length(key) = 32),
    body_digest bytea not null check (octet_length(body_digest) = 32),
    status smallint not null,
    location text,
    etag text,
    body bytea,
    created_at timestamptz not null default now()
);
create index idempotency_keys_by_time on public.idempotency_keys (created_at);
