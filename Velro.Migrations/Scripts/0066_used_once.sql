-- What counts once: codes, refresh tokens, passkey ceremonies. Whoever comes second finds it here, also when both come at the same moment.
create table public.used_once (
    id text collate "C" primary key check (char_length(id) <= 200),
    expires_at timestamptz not null
);
create index used_once_by_end on public.used_once (expires_at);

-- Codes of a second factor that were wrong, whoever entered them: only who had the password could.
alter table public.accounts
    add column wrong_codes integer not null default 0,
    add column wrong_codes_since timestamptz;
