-- What people sign in with. Nothing here decides what anybody may do, so that nothing appends changes; and nothing here opens anything: what
-- is secret is protected by keys that the database does not hold.

create table public.accounts (
    user_id text collate "C" primary key references public.users,
    -- Protected; null: the account has no password.
    password_hash text,
    -- Another value with each change of what is signed in with: what was handed out under the old one (a link, say) counts no more.
    security_stamp text collate "C" not null,
    is_email_confirmed boolean not null default false,
    is_second_factor_required boolean not null default false,
    -- Protected; null: there is no authenticator app.
    authenticator_key text,
    -- The time step of the last code that was taken: no code is taken twice.
    last_code_step bigint not null default 0,
    -- Hashes of the recovery codes that are left, 80 random bits each.
    recovery_codes text[] not null default '{}' check (array_position(recovery_codes, null) is null),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version bigint not null default 1
);
create trigger accounts_touched before update on public.accounts for each row execute function public.touch_row();
call public.fire_always('public.accounts');

create table public.passkeys (
    credential_id bytea primary key check (octet_length(credential_id) between 1 and 1023),
    user_id text collate "C" not null references public.accounts on delete cascade,
    name text not null default '' check (char_length(name) <= 200),
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null default '{}',
    is_user_verified boolean not null,
    is_backup_eligible boolean not null,
    is_backed_up boolean not null,
    attestation_object bytea not null,
    client_data_json bytea not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_by_user on public.passkeys (user_id, created_at);

-- A sign-up that waits for the mail to be answered. Only then is there a user: nobody takes an address that is not theirs.
create table public.pending_sign_ups (
    -- The hash of what the mail carries, 256 random bits.
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    email text not null check (char_length(email) <= 254),
    display_name text not null check (char_length(display_name) <= 200),
    password_hash text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index pending_sign_ups_by_end on public.pending_sign_ups (expires_at);
