-- From where a key may be used: nothing says from everywhere. And which key took the place of which.

alter table public.service_keys
    add column networks cidr[] not null default '{}' check (array_position(networks, null) is null),
    add column replaced_by text collate "C" references public.service_keys;

call public.begin_trigger_change('public.service_keys');
drop trigger service_keys_updated on public.service_keys;
create trigger service_keys_updated after update on public.service_keys
    for each row when ((old.id, old.owner_id, old.hash, old.scopes, old.expires_at, old.revoked_at, old.networks)
        is distinct from (new.id, new.owner_id, new.hash, new.scopes, new.expires_at, new.revoked_at, new.networks))
    execute function public.note_change_by_id('6');
call public.fire_always('public.service_keys');
