-- The audit trail: how long events are kept, and by what it is asked.
--
-- Security events may go when they are old. That a young one goes is refused here, where no setting and no release can change it: the
-- retention deletes what is older than it is told, and never less than this.

create function public.keep_audit_event() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < now() - interval '90 days' then return old; end if;
    raise exception '% is refused on %.', tg_op, tg_table_name
        using errcode = 'feature_not_supported', hint = 'Rows of this table are kept.';
end $$;

drop trigger audit_events_changed on public.audit_events;
create trigger audit_events_changed before update or delete on public.audit_events
    for each row execute function public.keep_audit_event();
call public.fire_always('public.audit_events');

-- Who asks the trail what was done of one kind asks the decisions too, of which most are of a few other kinds. While it is built, records
-- wait to be written, and nobody waits for that.
create index decision_records_by_action on public.decision_records (action, at);
