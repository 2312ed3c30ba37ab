-- Only what inherits roles gives more than a viewer's: searches for more walk these alone.
create index concurrently generations_inheriting_roles on public.generations (id) where parent_id is not null and inheritance = 'role'
