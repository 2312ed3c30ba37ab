-- Views for reports and hot paths, refreshed on schedule while they are read: no decision rests on them. Each has a unique index over all
-- of its rows, which a concurrent refresh needs.

-- What was asked about generations in the last seven days, as far as it was recorded: all denials, and a sample of the permits.
create materialized view public.mv_generation_access_patterns as
select r.resource_id as generation_id,
       r.action,
       count(*) filter (where r.is_permitted) as permits_recorded,
       count(*) filter (where not r.is_permitted) as denials_recorded,
       count(distinct (r.subject_type, r.subject_id)) as subjects,
       max(r.at) as last_at
from public.decision_records r
where r.resource_type = 'generation' and r.at >= now() - interval '7 days'
group by r.resource_id, r.action;
create unique index mv_generation_access_patterns_key on public.mv_generation_access_patterns (generation_id, action);
create index mv_generation_access_patterns_by_subjects on public.mv_generation_access_patterns (subjects desc, generation_id);

-- What happened on each day (UTC) of the last ninety.
create materialized view public.mv_platform_activity as
select day::date as day,
       sum(users) as users_created,
       sum(teams) as teams_created,
       sum(projects) as projects_created,
       sum(generations) as generations_created,
       sum(events) as security_events,
       sum(permits) as permits_recorded,
       sum(denials) as denials_recorded
from (
    select date_trunc('day', created_at at time zone 'UTC') as day, 1 as users, 0 as teams, 0 as projects, 0 as generations, 0 as events,
           0 as permits, 0 as denials
    from public.users where created_at >= now() - interval '90 days'
    union all
    select date_trunc('day', created_at at time zone 'UTC'), 0, 1, 0, 0, 0, 0, 0
    from public.teams where created_at >= now() - interval '90 days'
    union all
    select date_trunc('day', created_at at time zone 'UTC'), 0, 0, 1, 0, 0, 0, 0
    from public.projects where created_at >= now() - interval '90 days'
    union all
    select date_trunc('day', created_at at time zone 'UTC'), 0, 0, 0, 1, 0, 0, 0
    from public.generations where created_at >= now() - interval '90 days'
    union all
    select date_trunc('day', at at time zone 'UTC'), 0, 0, 0, 0, 1, 0, 0
    from public.audit_events where at >= now() - interval '90 days'
    union all
    select date_trunc('day', at at time zone 'UTC'), 0, 0, 0, 0, 0, is_permitted::integer, (not is_permitted)::integer
    from public.decision_records where at >= now() - interval '90 days'
) as happened
group by day;
create unique index mv_platform_activity_key on public.mv_platform_activity (day);

-- One row for each of the five: when somebody asked for a refresh, and how the last one went. Of the three tables a refresh is done when
-- all rows were computed again that were there as it was asked for.
create table public.view_refreshes (
    name text collate "C" primary key,
    requested_at timestamptz,
    refreshed_at timestamptz,
    duration interval,
    drift bigint not null default 0,
    drifted_at timestamptz
);
insert into public.view_refreshes (name, refreshed_at, duration) values
    ('mv_user_authorization_context', null, null),
    ('mv_team_collaboration_cache', null, null),
    ('mv_project_access_context', null, null),
    ('mv_generation_access_patterns', now(), '0'),
    ('mv_platform_activity', now(), '0');
