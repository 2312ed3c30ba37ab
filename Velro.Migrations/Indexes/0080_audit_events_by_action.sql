-- What was done of one kind, the newest first: a rare kind lies far apart in time.
create index concurrently audit_events_by_action on public.audit_events (action, at, id)
