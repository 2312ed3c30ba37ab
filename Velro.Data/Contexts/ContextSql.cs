namespace Velro.Data.Contexts;

/// <summary>
/// The statements of a load, one for each kind of context. A kind that has more than one row for an entity says in the first column
/// which part of the context a row is.
/// </summary>
/// <remarks>
/// A load brings along what the rules will look for next, so that a question costs one round trip and not one for each step of the way: the
/// owner of a key; the ancestors that a generation inherits from, and the projects of all these; the teams that have a grant on any of
/// them, and the teams above. Ids are gathered into one array first: with an array the planner uses the primary keys, however many rows
/// it takes a recursion to have. The teams have statements of their own: <see cref="TeamSql"/>.
/// </remarks>
internal static class ContextSql
{
    public const string Begin = "begin isolation level repeatable read read only";

    public const string Commit = "commit";

    /// <summary>$1 users, $2 service keys.</summary>
    public const string Users =
        """
        /* velro:contexts.users */
        with wanted as materialized (
            select $1 || array(select owner_id from public.service_keys where id = any($2)) as ids
        )
        select 0, id, state, is_administrator, null, null::timestamptz
        from public.users where id = any((select ids from wanted)::text[])
        union all
        select 1, user_id, team_id, null, role, expires_at
        from public.team_members where user_id = any((select ids from wanted)::text[])
        union all
        select case when project_id is not null then 2 else 3 end, user_id, coalesce(project_id, generation_id), null, role, expires_at
        from public.emergency_access where user_id = any((select ids from wanted)::text[]) and ended_at is null
        """;

    /// <summary>$1 projects, $2 generations.</summary>
    public static readonly string Projects =
        $"""
        /* velro:contexts.projects */
        with recursive {LineageOf("$2")},
        wanted as materialized (
            select $1 || array(select distinct project_id from lineage where project_id is not null) as ids
        )
        select 0, id, owner_id, null, visibility, null::timestamptz
        from public.projects where id = any((select ids from wanted)::text[])
        union all
        select 1, project_id, user_id, team_id, role, expires_at
        from public.project_grants where project_id = any((select ids from wanted)::text[])
        union all
        select 2, project_id, user_id, null, null, null
        from public.project_blocks where project_id = any((select ids from wanted)::text[])
        """;

    /// <summary>$1 generations.</summary>
    public static readonly string Generations =
        $"""
        /* velro:contexts.generations */
        with recursive {LineageOf("$1")},
        wanted as materialized (select array(select distinct id from lineage) as ids)
        select 0, id, owner_id, project_id, visibility, null::timestamptz, parent_id, inheritance, is_locked
        from public.generations where id = any((select ids from wanted)::text[])
        union all
        select 1, generation_id, user_id, team_id, role, expires_at, null, null, null
        from public.generation_grants where generation_id = any((select ids from wanted)::text[])
        union all
        select 2, generation_id, user_id, null, null, null, null, null, null
        from public.generation_blocks where generation_id = any((select ids from wanted)::text[])
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
        select id, owner_id, hash, scopes, expires_at, revoked_at is not null, networks from public.service_keys where id = any($1)
        """;

    public const string Sessions =
        """
        /* velro:contexts.sessions */
        select id, user_id, client_id, is_interactive, expires_at, ended_at is not null from public.sessions where id = any($1)
        """;

    public const string Policies =
        """
        /* velro:contexts.policies */
        select name, document from public.policies
        """;

    /// <summary>The generations <paramref name="ids"/> with the ancestors that they inherit from, 10 at most.</summary>
    public static string LineageOf(string ids) =>
        $"""
        lineage (id, parent_id, project_id, inheritance, level) as (
            select id, parent_id, project_id, inheritance, 0 from public.generations where id = any({ids})
            union
            select g.id, g.parent_id, g.project_id, g.inheritance, l.level + 1
            from lineage l join public.generations g on g.id = l.parent_id where l.inheritance <> 'none' and l.level < 10
        )
        """;
}
