-- To lock a row takes the right to change one of its columns. The warmer had that of columns by which sessions, tokens and sign-ups end, and
-- could have prolonged what it is there to forget; and it could change rows that it only deletes. Now it may change what decides nothing.
revoke update on public.changes, public.idempotency_keys from velro_warmer;
revoke update (expires_at) on public.sessions, public.used_once, public.pending_sign_ups from velro_warmer;
revoke update (expiration_date) on public.oauth_tokens from velro_warmer;
grant update (last_seen_at) on public.sessions to velro_warmer;
grant update (creation_date) on public.oauth_tokens to velro_warmer;

-- Of answers that are kept for a repetition it needs no more than when they were given.
revoke select on public.idempotency_keys from velro_warmer;
grant select (key, created_at) on public.idempotency_keys to velro_warmer;
