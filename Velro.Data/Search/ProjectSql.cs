namespace Velro.Data.Search;

/// <summary>The statement that walks the projects that a user may have a role on; see <see cref="GenerationSql"/> for how.</summary>
internal static class ProjectSql
{
    /// <summary>
    /// $1 the user, $2 the user's teams, $3 from where, $4 how many, $5 whether public ones count, $6 how many rows of each stream,
    /// $7 the roles that are enough.
    /// </summary>
    public const string Streams =
        """
        /* velro:search.projects */
        with found (id, n) as (
            (select id, row_number() over (order by id)
            from public.projects where owner_id = $1 and id > $3 order by id limit $6)
            union all
            (select project_id, row_number() over (order by project_id)
            from public.project_grants where user_id = $1 and project_id > $3
                and role = any($7) and coalesce(expires_at, 'infinity') >= now() order by project_id limit $6)
            union all
            (select project_id, row_number() over (order by project_id)
            from public.emergency_access where user_id = $1 and ended_at is null and project_id > $3
                and role = any($7) and expires_at >= now() order by project_id limit $6)
            union all
            select s.id, s.n
            from unnest($2) as t (id) cross join lateral (
                select project_id as id, row_number() over (order by project_id) as n
                from public.project_grants where team_id = t.id and project_id > $3
                    and role = any($7) and coalesce(expires_at, 'infinity') >= now() order by project_id limit $6) as s
            union all
            (select id, row_number() over (order by id)
            from public.projects where $5 and visibility = 'public' and id > $3 order by id limit $6)
        ),
        edge (id) as (select min(id) from found where n = $6)
        select f.id, e.id
        from edge e left join (select distinct id from found) as f on e.id is null or f.id <= e.id
        order by f.id limit $4
        """;
}
