-- Sessions: one sign-in of a person, or the standing permission of a client that signs in by itself. An access token names one, and counts
-- for as long as it does. No token is stored.

create table public.sessions (
    id text collate "C" primary key check (id ~ '^[A-Za-z0-9._:@-]{1,128}$'),
    user_id text collate "C" not null references public.users,
    -- The session of the browser that this one of a client was begun in; it ends with that one.
    parent_id text collate "C" references public.sessions on delete cascade,
    client_id text collate "C" not null check (char_length(client_id) between 1 and 100),
    is_interactive boolean not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz check (expires_at between '1970-01-01Z' and '9999-12-30Z'),
    ended_at timestamptz,
    end_reason text collate "C",
    -- How the person proved who they are, and when: RFC 8176 names the methods.
    authenticated_at timestamptz not null default now(),
    methods text[] not null default '{}' check (array_position(methods, null) is null),
    -- What a person recognises it by.
    device text not null default '' check (char_length(device) <= 400),
    address text collate "C" not null default '',
    last_seen_at timestamptz not null default now(),
    constraint sessions_ended_with_reason check ((ended_at is null) = (end_reason is null))
);
create index sessions_by_user on public.sessions (user_id, id);
create index sessions_by_parent on public.sessions (parent_id) where parent_id is not null;
create index sessions_by_end on public.sessions (expires_at) where expires_at is not null;

-- When it was last seen, and where, decides nothing.
create trigger sessions_inserted after insert on public.sessions
    for each row execute function public.note_change_by_id('8');
create trigger sessions_updated after update on public.sessions
    for each row when ((old.id, old.user_id, old.client_id, old.is_interactive, old.expires_at, old.ended_at)
        is distinct from (new.id, new.user_id, new.client_id, new.is_interactive, new.expires_at, new.ended_at))
    execute function public.note_change_by_id('8');
create trigger sessions_deleted after delete on public.sessions
    for each row execute function public.note_change_by_id('8');
create trigger sessions_truncated before truncate on public.sessions
    for each statement execute function public.refuse_statement();

create function public.end_sessions_below() returns trigger
language plpgsql as $$
begin
    update public.sessions set ended_at = new.ended_at, end_reason = new.end_reason where parent_id = new.id and ended_at is null;
    return null;
end $$;
create trigger sessions_ended after update on public.sessions
    for each row when (old.ended_at is null and new.ended_at is not null) execute function public.end_sessions_below();

-- What was ended stays so.
create function public.refuse_session_revival() returns trigger
language plpgsql as $$
begin
    raise exception 'The session % has ended, which is final.', old.id
        using errcode = 'check_violation', constraint = 'sessions_ended_is_final', table = 'sessions';
end $$;
create trigger sessions_revived before update on public.sessions
    for each row when (old.ended_at is not null and new.ended_at is null) execute function public.refuse_session_revival();

-- A user who may not act has no sessions, whoever made it so (RIGHTS.md E1).
create function public.end_sessions_of_user() returns trigger
language plpgsql as $$
begin
    update public.sessions set ended_at = now(), end_reason = 'user_' || new.state where user_id = new.id and ended_at is null and is_interactive;
    return null;
end $$;
create trigger users_stopped after update on public.users
    for each row when (old.state = 'active' and new.state <> 'active') execute function public.end_sessions_of_user();
call public.fire_always('public.sessions');
call public.fire_always('public.users');
