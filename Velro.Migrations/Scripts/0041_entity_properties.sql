-- jsonb takes 3 and 3.0 for the same, and a policy does not: one is an integer, the other is not. So the texts are compared.
call public.begin_trigger_change('public.entities');
drop trigger entities_updated on public.entities;
create trigger entities_updated after update on public.entities
    for each row when (
        (old.type, old.id, old.properties::text) is distinct from (new.type, new.id, new.properties::text))
    execute function public.note_change_by_type_and_id('5');
call public.fire_always('public.entities');
