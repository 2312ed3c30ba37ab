namespace Velro.Data.Contexts;

/// <summary>
/// The statements of a load, one for each kind of context. A kind that has more than one row for an entity says in the first column
/// which part of the context a row is.
/// </summary>
internal static class ContextSql
{
    public const string Begin = "begin isolation level repeatable read read only";

    public const string Commit = "commit";

    public const string Users =
        """
        /* velro:contexts.users */
        select 0, id, state, is_administrator, null, null::timestamptz from public.users where id = any($1)
        union all
        select 1, user_id, team_id, null, role, expires_at from public.team_members where user_id = any($1)
        union all
        select case when project_id is not null then 2 else 3 end, user_id, coalesce(project_id, generation_id), null, role, expires_at
        from public.emergency_access where user_id = any($1) and ended_at is null
        """;

    public const string Teams =
        """
        /* velro:contexts.teams */
        select id, parent_id, is_suspended from public.teams where id = any($1)
        """;

    public const string Projects =
        """
        /* velro:contexts.projects */
        select 0, id, owner_id, null, visibility, null::timestamptz from public.projects where id = any($1)
        union all
        select 1, project_id, user_id, team_id, role, expires_at from public.project_grants where project_id = any($1)
        union all
        select 2, project_id, user_id, null, null, null from public.project_blocks where project_id = any($1)
        """;

    public const string Generations =
        """
        /* velro:contexts.generations */
        select 0, id, owner_id, project_id, visibility, null::timestamptz, parent_id, inheritance, is_locked
        from public.generations where id = any($1)
        union all
        select 1, generation_id, user_id, team_id, role, expires_at, null, null, null
        from public.generation_grants where generation_id = any($1)
        union all
        select 2, generation_id, user_id, null, null, null, null, null, null
        from public.generation_blocks where generation_id = any($1)
        """;

    public const string Entities =
        """
        /* velro:contexts.entities */
        select e.type, e.id, e.properties
        from unnest($1, $2) as k (type, id) join public.entities e on e.type = k.type and e.id = k.id
        """;

    public const string ServiceKeys =
        """
        /* velro:contexts.service_keys */
        select id, owner_id, hash, scopes, expires_at, revoked_at is not null from public.service_keys where id = any($1)
        """;

    public const string Policies =
        """
        /* velro:contexts.policies */
        select name, document from public.policies
        """;
}
