-- What searches walk in the order of ids, besides the indexes of owners, grants, members and projects.

create index projects_public on public.projects (id) where visibility = 'public';
create index generations_public on public.generations (id) where visibility = 'public';

-- Children that inherit: below a parent, and all of them by id.
create index generations_inheriting_by_parent on public.generations (parent_id, id) where parent_id is not null and inheritance <> 'none';
create index generations_inheriting on public.generations (id) where parent_id is not null and inheritance <> 'none';
