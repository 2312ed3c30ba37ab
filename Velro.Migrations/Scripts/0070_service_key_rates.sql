-- How many evaluations a second a key may ask for; nothing says as many as it likes.

alter table public.service_keys
    add column evaluations_per_second integer check (evaluations_per_second between 1 and 1000000);

call public.begin_trigger_change('public.service_keys');
drop trigger service_keys_updated on public.service_keys;
create trigger service_keys_updated after update on public.service_keys
    for each row when (
        (old.id, old.owner_id, old.hash, old.scopes, old.expires_at, old.revoked_at, old.networks, old.evaluations_per_second)
        is distinct from
        (new.id, new.owner_id, new.hash, new.scopes, new.expires_at, new.revoked_at, new.networks, new.evaluations_per_second))
    execute function public.note_change_by_id('6');
call public.fire_always('public.service_keys');
