namespace Velro.Data.Views;

/// <summary>
/// When a reader may go by a precomputed row <c>r</c>: when its snapshot sees no mark of anything that the row was made from. Row and marks
/// are read by one snapshot: either that sees what was changed since the row was computed, and then the mark, or neither.
/// </summary>
/// <remarks>
/// Marks about the tree of teams are few, and a row may be made from thousands of teams: so the marks are read once, by
/// <see cref="Moved"/> and <see cref="Reparented"/>, and compared with each row. When there are more than 64, no row is gone by: the tree
/// is being made over. A row's own mark is looked for in a subquery with an offset, which is one look into the index; joined, the planner
/// would compare each row with all marks.
/// </remarks>
internal static class HeldRows
{
    /// <summary>A common table <c>moved</c>: the teams that have another place.</summary>
    public const string Moved =
        "moved as materialized (select array(select entity_id from public.view_marks where kind = 'team_place' limit 65) as ids)";

    /// <summary>A common table <c>reparented</c>: the teams that have other teams below them.</summary>
    public const string Reparented =
        "reparented as materialized (select array(select entity_id from public.view_marks where kind = 'team_children' limit 65) as ids)";

    /// <summary>The memberships of a user.</summary>
    public const string User = "not exists (select from public.view_marks m where m.kind = 'user' and m.entity_id = r.user_id offset 0)";

    /// <summary>The teams above a team: made from where each of them stands. With <see cref="Moved"/>.</summary>
    public const string TeamAbove =
        """
        not exists (select from public.view_marks m where m.kind = 'team' and m.entity_id = r.team_id offset 0)
                and not r.above_ids && (select ids from moved) and cardinality((select ids from moved)) < 65
        """;

    /// <summary>The teams below a team: made from which teams are directly below each of them. With <see cref="Reparented"/>.</summary>
    public const string TeamBelow =
        """
        not exists (select from public.view_marks m where m.kind = 'team' and m.entity_id = r.team_id offset 0)
                and not r.below_ids && (select ids from reparented) and cardinality((select ids from reparented)) < 65
        """;

    /// <summary>The teams of a project: made from its grants, and from where each team stands. With <see cref="Moved"/>.</summary>
    public const string Project =
        """
        not exists (select from public.view_marks m where m.kind = 'project' and m.entity_id = r.project_id offset 0)
                and not r.team_ids && (select ids from moved) and cardinality((select ids from moved)) < 65
        """;
}
