using Velro.Data.Views;

namespace Velro.Data.Contexts;

/// <summary>
/// The statements that load teams: $1 teams, $2 projects, $3 generations. They find the same teams, always: those that were asked for, those
/// that have a grant on one of the projects or generations, on an ancestor that these inherit from or on a project of that, and all above.
/// </summary>
internal static class TeamSql
{
    /// <summary>By the base tables alone: what a transaction that writes goes by.</summary>
    public static readonly string ByBaseTables =
        $"""
        /* velro:contexts.teams */
        with recursive {ContextSql.LineageOf("$3")},
        projects as materialized (
            select $2 || array(select distinct project_id from lineage where project_id is not null) as ids
        ),
        chain (id, level) as (
            select id collate "C", 1 from unnest($1
                || array(select team_id from public.project_grants
                         where project_id = any((select ids from projects)::text[]) and team_id is not null)
                || array(select team_id from public.generation_grants
                         where generation_id = any(array(select id from lineage)) and team_id is not null)) as t (id)
            union
            select t.parent_id, c.level + 1
            from chain c join public.teams t on t.id = c.id where t.parent_id is not null and c.level < 8
        )
        select id, parent_id, is_suspended from public.teams where id = any(array(select distinct id from chain))
        """;

    /// <summary>
    /// By precomputed rows, which name the teams of a project and those above a team; where there is no row that may be gone by, by the base
    /// tables. What is said about a team always comes from its own row: a precomputed one that is wrong gives nobody anything.
    /// </summary>
    public static readonly string ByViews =
        $"""
        /* velro:contexts.teams_by_views */
        with recursive {ContextSql.LineageOf("$3")},
        projects as materialized (
            select $2 || array(select distinct project_id from lineage where project_id is not null) as ids
        ),
        {HeldRows.Moved},
        held_projects as materialized (
            select r.project_id, r.team_ids from public.{ViewNames.Projects} r
            where r.project_id = any((select ids from projects)::text[])
                and {HeldRows.Project}
        ),
        others as materialized (
            select $1
                || array(select team_id from public.project_grants
                         where project_id = any(array(
                                 select unnest(ids) from projects except select project_id from held_projects))
                             and team_id is not null)
                || array(select team_id from public.generation_grants
                         where generation_id = any(array(select id from lineage)) and team_id is not null) as ids
        ),
        held_teams as materialized (
            select r.team_id, r.above_ids from public.{ViewNames.Teams} r
            where r.team_id = any((select ids from others)::text[])
                and {HeldRows.TeamAbove}
        ),
        chain (id, level) as (
            select id collate "C", 1 from (select unnest(ids) from others except select team_id from held_teams) as t (id)
            union
            select t.parent_id, c.level + 1
            from chain c join public.teams t on t.id = c.id where t.parent_id is not null and c.level < 8
        )
        select id, parent_id, is_suspended from public.teams where id = any(array(
            select id from chain union select unnest(team_ids) from held_projects union select unnest(above_ids) from held_teams))
        """;
}
