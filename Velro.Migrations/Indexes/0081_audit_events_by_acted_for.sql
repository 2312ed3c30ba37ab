-- Who acts for another is found under both names.
create index concurrently audit_events_by_acted_for on public.audit_events (acting_for, at, id) where acting_for is not null
