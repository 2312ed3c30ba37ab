-- What OpenIddict keeps (OAuth 2.0 and OpenID Connect): clients, what people consented to, and which codes and refresh tokens were used. Their
-- texts are not stored. The columns are those of its Entity Framework Core model, version 7.

create table public.oauth_clients (
    id text collate "C" primary key,
    application_type text,
    client_id text collate "C" unique check (char_length(client_id) <= 100),
    client_secret text,
    client_type text,
    concurrency_token text,
    consent_type text,
    display_name text,
    display_names text,
    json_web_key_set text,
    permissions text,
    post_logout_redirect_uris text,
    properties text,
    redirect_uris text,
    requirements text,
    settings text
);

create table public.oauth_authorizations (
    id text collate "C" primary key,
    application_id text collate "C" references public.oauth_clients,
    concurrency_token text,
    creation_date timestamptz,
    properties text,
    scopes text,
    status text,
    subject text collate "C",
    type text
);
create index oauth_authorizations_by_client on public.oauth_authorizations (application_id, subject, status, type);
create index oauth_authorizations_by_subject on public.oauth_authorizations (subject, status, type);

create table public.oauth_scopes (
    id text collate "C" primary key,
    concurrency_token text,
    description text,
    descriptions text,
    display_name text,
    display_names text,
    name text collate "C" unique,
    properties text,
    resources text
);

create table public.oauth_tokens (
    id text collate "C" primary key,
    application_id text collate "C" references public.oauth_clients,
    authorization_id text collate "C" references public.oauth_authorizations,
    concurrency_token text,
    creation_date timestamptz,
    expiration_date timestamptz,
    payload text,
    properties text,
    redemption_date timestamptz,
    reference_id text collate "C" unique,
    status text,
    subject text collate "C",
    type text
);
create index oauth_tokens_by_client on public.oauth_tokens (application_id, subject, status, type);
create index oauth_tokens_by_subject on public.oauth_tokens (subject, status, type);
create index oauth_tokens_by_authorization on public.oauth_tokens (authorization_id);
create index oauth_tokens_by_end on public.oauth_tokens (expiration_date);

-- Who owns a client that signs in by itself, as a key is owned (RIGHTS.md A8), and the standing session that its tokens name.
create table public.client_owners (
    client_id text collate "C" primary key references public.oauth_clients (client_id) on delete cascade,
    owner_id text collate "C" not null references public.users,
    session_id text collate "C" not null references public.sessions,
    scopes text[] not null check (array_position(scopes, null) is null),
    name text not null check (char_length(name) between 1 and 200),
    created_at timestamptz not null default now()
);
create index client_owners_by_owner on public.client_owners (owner_id, client_id);
