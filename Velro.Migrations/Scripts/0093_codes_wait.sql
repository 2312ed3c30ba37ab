-- Guessing codes takes ever longer, instead of starting over each hour. wrong_codes_since is for the previous release alone.
alter table public.accounts add column codes_wait_until timestamptz;
