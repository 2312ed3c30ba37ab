namespace Velro.Data.Views;

/// <summary>The statements about marks.</summary>
internal static class MarkSql
{
    /// <summary>
    /// Replaces marks about the tree of teams, $1 of them at most, by marks of the rows that were made from what they are about: a team
    /// that stands elsewhere is in the rows of the teams below it and of the projects that these have grants on; one that has other teams
    /// below it, in the rows of those above. Answers how many were replaced.
    /// </summary>
    /// <remarks>
    /// The rows are found by the tree as it is now, though they were made from the tree as it was. None is missed: on the way from a row's
    /// entity to the team that was marked, the first link that is no longer there is another team's that was marked too, and that one's
    /// way has not changed. Marks that rows have already are not written again.
    /// </remarks>
    public const string Spread =
        $"""
        /* velro:views.spread */
        with recursive taken as materialized (
            select distinct kind, entity_id from public.view_marks where kind = 'team_place' or kind = 'team_children' limit $1
        ),
        below (id, level) as (
            select entity_id, 1 from taken where kind = 'team_place'
            union
            select t.id, b.level + 1 from below b join public.teams t on t.parent_id = b.id where b.level < {RowView.Levels}
        ),
        above (id, level) as (
            select entity_id, 1 from taken where kind = 'team_children'
            union
            select t.parent_id, a.level + 1
            from above a join public.teams t on t.id = a.id where t.parent_id is not null and a.level < {RowView.Levels}
        ),
        replaced as (
            delete from public.view_marks m using taken t where m.kind = t.kind and m.entity_id = t.entity_id
        ),
        written as (
            insert into public.view_marks (kind, entity_id)
            select kind, id from (
                select 'team' as kind, id from below
                union
                select 'team', id from above
                union
                select 'project', project_id
                from public.project_grants where team_id = any(array(select distinct id from below)) and team_id is not null
            ) as touched
            where not exists (select from public.view_marks m where m.kind = touched.kind and m.entity_id = touched.id)
        )
        select count(*)::integer from taken
        """;

    /// <summary>The rows that are marked, $1 at most.</summary>
    public const string Take =
        """
        /* velro:views.take */
        select kind, entity_id from public.view_marks where kind in ('user', 'team', 'project') group by kind, entity_id limit $1
        """;

    /// <summary>How many marks there are of each kind, and since when.</summary>
    public const string Backlog =
        """
        /* velro:views.backlog */
        select kind, count(*), min(at) from public.view_marks where kind <> 'none' group by kind
        """;

    /// <summary>
    /// Rows that were computed in a future that this server does not have, as after a restore into another one: none of its snapshots would
    /// ever be later than theirs.
    /// </summary>
    public static string DropForeign(RowView view) =>
        $"""
        /* velro:views.drop_foreign */
        delete from public.{view.Name} where pg_snapshot_xmax(snapshot) > pg_snapshot_xmax(pg_current_snapshot())
        """;
}
