-- The fixture of the AuthZEN certification: what its policies (the files in policies/) decide about.

insert into public.entities (type, id, properties) values
    ('user', 'bob', '{"role": "admin"}'),
    ('record', 'record-1', '{"status": "active"}'),
    ('record', 'record-2', '{"status": "archived"}');

insert into public.demo_entities (type, id) values ('record', 'record-1'), ('record', 'record-2');
