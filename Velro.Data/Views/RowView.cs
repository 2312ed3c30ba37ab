namespace Velro.Data.Views;

/// <summary>
/// One of the tables whose rows are kept right one by one: what its rows hold, what they are computed from, and when they may be gone by.
/// </summary>
/// <param name="Name">The table.</param>
/// <param name="Kind">What its rows are marked as.</param>
/// <param name="Key">The column that names a row's entity.</param>
/// <param name="Entities">The base table of these entities, with their ids in the column <c>id</c>.</param>
/// <param name="Columns">What a row holds beside.</param>
/// <param name="Walks">Common tables, recursive ones, that <paramref name="Compute"/> stands on; or nothing.</param>
/// <param name="Compute">A query of the rows as they ought to be: key and columns of those entities among $1 that are there.</param>
/// <param name="IsHeld">When a reader may go by a row <c>r</c>.</param>
internal sealed record RowView(
    string Name, string Kind, string Key, string Entities, IReadOnlyList<string> Columns, string Walks, string Compute, string IsHeld)
{
    /// <summary>Teams nest to 8 levels; the limit ends a walk in a circle that should not be there.</summary>
    public const string Levels = "8";

    public static readonly RowView User = new(
        ViewNames.Users,
        "user",
        "user_id",
        "users",
        ["team_ids", "roles", "expires_at"],
        "",
        """
        select u.id, coalesce(array_agg(m.team_id order by m.team_id) filter (where m.team_id is not null), '{}'),
               coalesce(array_agg(m.role order by m.team_id) filter (where m.team_id is not null), '{}'),
               coalesce(array_agg(m.expires_at order by m.team_id) filter (where m.team_id is not null), '{}')
        from public.users u left join public.team_members m on m.user_id = u.id
        where u.id = any($1) group by u.id
        """,
        HeldRows.User);

    public static readonly RowView Team = new(
        ViewNames.Teams,
        "team",
        "team_id",
        "teams",
        ["above_ids", "below_ids"],
        $"""
        above (start, id, level) as (
            select id, id, 1 from public.teams where id = any($1)
            union
            select a.start, t.parent_id, a.level + 1
            from above a join public.teams t on t.id = a.id where t.parent_id is not null and a.level < {Levels}
        ),
        below (start, id, level) as (
            select id, id, 1 from public.teams where id = any($1)
            union
            select b.start, t.id, b.level + 1 from below b join public.teams t on t.parent_id = b.id where b.level < {Levels}
        ),
        """,
        """
        select a.start, a.ids, b.ids
        from (select start, array_agg(distinct id order by id) as ids from above group by start) as a
        join (select start, array_agg(distinct id order by id) as ids from below group by start) as b on b.start = a.start
        """,
        $"{HeldRows.TeamAbove} and {HeldRows.TeamBelow}");

    public static readonly RowView Project = new(
        ViewNames.Projects,
        "project",
        "project_id",
        "projects",
        ["team_ids"],
        $"""
        above (start, id, level) as (
            select project_id, team_id, 1 from public.project_grants where project_id = any($1) and team_id is not null
            union
            select a.start, t.parent_id, a.level + 1
            from above a join public.teams t on t.id = a.id where t.parent_id is not null and a.level < {Levels}
        ),
        """,
        """
        select p.id, coalesce(a.ids, '{}')
        from public.projects p
        left join (select start, array_agg(distinct id order by id) as ids from above group by start) as a on a.start = p.id
        where p.id = any($1)
        """,
        HeldRows.Project);

    public static IReadOnlyList<RowView> All { get; } = [User, Team, Project];

    /// <summary>
    /// Computes the rows of the entities $1 again and takes the marks off them, those that the snapshot sees. A row that a later snapshot
    /// has computed already stays, and so do its marks. Answers how many rows were computed.
    /// </summary>
    public string Recompute { get; } =
        $"""
        /* velro:views.recompute */
        with recursive {Walks}
        computed ({Key}, {string.Join(", ", Columns)}) as materialized (
            {Compute}
        ),
        later as materialized (
            select {Key} from public.{Name}
            where {Key} = any($1) and not public.is_later_snapshot(pg_current_snapshot(), snapshot)
        ),
        gone as (
            delete from public.{Name}
            where {Key} = any($1) and {Key} not in (select {Key} from computed) and {Key} not in (select {Key} from later)
        ),
        stored as (
            insert into public.{Name} as r ({Key}, {string.Join(", ", Columns)}, snapshot, computed_at)
            select c.*, pg_current_snapshot(), clock_timestamp() from computed c where c.{Key} not in (select {Key} from later)
            on conflict ({Key}) do update set
                {string.Join(", ", Columns.Select(static column => $"{column} = excluded.{column}"))},
                snapshot = excluded.snapshot, computed_at = excluded.computed_at
            returning {Key}
        ),
        taken_off as (
            delete from public.view_marks where kind = '{Kind}' and entity_id = any($1) and entity_id not in (select {Key} from later)
        )
        select count(*)::integer from stored
        """;

    /// <summary>
    /// Of the entities $1, those whose rows are missing (false), and those whose rows readers would go by and which are not what the base
    /// tables say in the same snapshot (true).
    /// </summary>
    public string Compare { get; } =
        $"""
        /* velro:views.compare */
        with recursive {Walks}
        computed ({Key}, {string.Join(", ", Columns)}) as materialized (
            {Compute}
        ),
        {HeldRows.Moved},
        {HeldRows.Reparented},
        held as materialized (
            select {Key}, {string.Join(", ", Columns)}, {IsHeld} as is_held
            from public.{Name} r where {Key} = any($1)
        )
        select coalesce(c.{Key}, h.{Key}), h.{Key} is not null
        from computed c full join held h on h.{Key} = c.{Key}
        where h.{Key} is null
            or h.is_held and (c.{Key} is null
                or ({string.Join(", ", Columns.Select(static column => $"h.{column}"))})
                    is distinct from ({string.Join(", ", Columns.Select(static column => $"c.{column}"))}))
        """;

    /// <summary>The next $2 entities after $1, in the order of ids: those that are there, and those that have a row.</summary>
    public string Next { get; } =
        $"""
        /* velro:views.next */
        select id from (
            (select id from public.{Entities} where id > $1 order by id limit $2)
            union
            (select {Key} from public.{Name} where {Key} > $1 order by {Key} limit $2)
        ) as both_of_them (id)
        order by id limit $2
        """;
}
