-- What is old is found without reading what is not.
create index sessions_by_last_day on public.sessions (least(ended_at, expires_at));
drop index public.sessions_by_end;
