-- The demo world: people, nested teams, projects and generations that show each way to a role and each denial. No one has credentials.

insert into public.users (id, state, display_name) values
    ('alice', 'active', 'Alice (demo)'),
    ('bob', 'active', 'Bob (demo)'),
    ('carol', 'active', 'Carol (demo)'),
    ('dave', 'active', 'Dave (demo)'),
    ('erin', 'active', 'Erin (demo)'),
    ('frank', 'suspended', 'Frank (demo, suspended)'),
    ('grace', 'active', 'Grace (demo)');

insert into public.teams (id, parent_id, name, is_suspended) values
    ('studio', null, 'Studio (demo)', false),
    ('studio-video', 'studio', 'Studio / Video (demo)', false),
    ('studio-video-colour', 'studio-video', 'Studio / Video / Colour (demo)', false),
    ('agency', null, 'Agency (demo)', false),
    ('dormant', null, 'Dormant (demo, suspended)', true);

insert into public.team_members (user_id, team_id, role, expires_at) values
    ('alice', 'studio', 'owner', null),
    ('carol', 'studio', 'editor', null),
    ('frank', 'studio', 'editor', null),
    ('dave', 'studio-video', 'contributor', null),
    ('erin', 'studio-video-colour', 'viewer', null),
    ('grace', 'agency', 'owner', null),
    ('bob', 'agency', 'editor', '2020-01-01Z'),
    ('grace', 'dormant', 'owner', null);

-- campaign: shared with a team; gallery: public, with a block; lab: seen by its teams, with a denial.
insert into public.projects (id, owner_id, name, visibility) values
    ('campaign', 'alice', 'Campaign (demo)', 'private'),
    ('gallery', 'carol', 'Gallery (demo)', 'public'),
    ('lab', 'bob', 'Lab (demo)', 'team');

insert into public.project_grants (project_id, user_id, team_id, role, expires_at) values
    ('campaign', null, 'studio', 'editor', null),
    ('campaign', 'bob', null, 'viewer', null),
    ('campaign', 'grace', null, 'editor', '2020-01-01Z'),
    ('campaign', null, 'dormant', 'admin', null),
    ('lab', null, 'studio-video', 'viewer', null),
    ('lab', 'erin', null, 'none', null);

insert into public.project_blocks (project_id, user_id) values ('gallery', 'dave');

insert into public.generations (id, owner_id, project_id, parent_id, inheritance, visibility, is_locked, kind, prompt) values
    ('campaign-hero', 'alice', 'campaign', null, 'none', 'inherit', false, 'image', 'A lighthouse in a storm, wide'),
    ('campaign-final', 'alice', 'campaign', 'campaign-hero', 'none', 'inherit', true, 'image', 'The approved lighthouse'),
    ('gallery-loop', 'carol', 'gallery', null, 'none', 'inherit', false, 'video', 'Waves, a seamless loop'),
    ('lab-tone', 'bob', 'lab', null, 'none', 'team', false, 'audio', 'A warm tone, ten seconds'),
    ('sketch', 'alice', null, null, 'none', 'private', false, 'image', 'A pencil sketch of a harbour'),
    ('sketch-remix', 'dave', null, 'sketch', 'read', 'private', false, 'image', 'The harbour, in colour'),
    ('sketch-remix-2', 'erin', null, 'sketch-remix', 'role', 'private', false, 'image', 'The harbour, by night'),
    ('poster', 'grace', null, null, 'none', 'public', false, 'image', 'A poster for the harbour fair');

insert into public.generation_grants (generation_id, user_id, team_id, role, expires_at) values
    ('sketch', 'carol', null, 'editor', null),
    ('sketch-remix', null, 'agency', 'contributor', null),
    ('poster', 'bob', null, 'editor', '2020-01-01Z');

insert into public.generation_blocks (generation_id, user_id) values ('poster', 'erin');

insert into public.demo_entities (type, id)
select 'user', id from public.users where id in ('alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace')
union all select 'team', id from public.teams where id in ('studio', 'studio-video', 'studio-video-colour', 'agency', 'dormant')
union all select 'project', id from public.projects where id in ('campaign', 'gallery', 'lab')
union all select 'generation', id from public.generations where id in (
    'campaign-hero', 'campaign-final', 'gallery-loop', 'lab-tone', 'sketch', 'sketch-remix', 'sketch-remix-2', 'poster');
