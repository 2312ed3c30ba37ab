namespace Velro.Data.Search;

/// <summary>
/// Statements that walk the generations that a user may have a role on, in the order of ids. What they have in common: $1 the user, $2 the
/// user's teams, $3 from where, $4 how many. A grant counts when its role is one of those that are enough, and when it
/// had not ended as the snapshot was taken, which is never later than what the engine compares with.
/// </summary>
/// <remarks>
/// Many streams that are each in order, one for each team and project, are read a few rows each. Where a stream has more, what was read is
/// complete only to its last row; the lowest of these is the edge, and what lies beyond it is left for the next time. So what is found is
/// bounded by streams times rows, wherever the ids lie. What is looked at is not: a stream of grants passes over those whose role is too low.
/// </remarks>
internal static class GenerationSql
{
    /// <summary>
    /// $5 projects, $6 whether public ones count, $7 how many rows of each stream, $8 roles. Projects are many, and most of them begin
    /// beyond what is wanted: of as many ids as are wanted, each the first of a project, the last bounds what is read of any. No id comes
    /// after <c>~</c>.
    /// </summary>
    public const string Streams =
        """
        /* velro:search.generations */
        with heads as materialized (
            select p.id as project_id, h.id
            from unnest($5) as p (id) cross join lateral (
                select g.id from public.generations g where g.project_id = p.id and g.id > $3 order by g.id limit 1) as h
        ),
        bound (id) as materialized (select (select id from heads order by id offset $4 - 1 limit 1)),
        found (id, n) as (
            (select id, row_number() over (order by id)
            from public.generations where owner_id = $1 and id > $3 order by id limit $7)
            union all
            (select generation_id, row_number() over (order by generation_id)
            from public.generation_grants where user_id = $1 and generation_id > $3
                and role = any($8) and coalesce(expires_at, 'infinity') >= now() order by generation_id limit $7)
            union all
            (select generation_id, row_number() over (order by generation_id)
            from public.emergency_access
            where user_id = $1 and ended_at is null and generation_id > $3
                and role = any($8) and expires_at >= now() order by generation_id limit $7)
            union all
            select s.id, s.n
            from unnest($2) as t (id) cross join lateral (
                select generation_id as id, row_number() over (order by generation_id) as n
                from public.generation_grants where team_id = t.id and generation_id > $3
                    and role = any($8) and coalesce(expires_at, 'infinity') >= now() order by generation_id limit $7) as s
            union all
            select s.id, s.n
            from bound b join heads h on h.id <= coalesce(b.id, '~') cross join lateral (
                select g.id, row_number() over (order by g.id) as n
                from public.generations g
                where g.project_id = h.project_id and g.id >= h.id and g.id <= coalesce(b.id, '~') order by g.id limit $7) as s
            union all
            (select id, row_number() over (order by id)
            from public.generations where $6 and visibility = 'public' and id > $3 order by id limit $7)
        ),
        edge (id) as (select least((select min(id) from found where n = $7), (select id from bound)))
        select f.id, e.id
        from edge e left join (select distinct id from found) as f on e.id is null or f.id <= e.id
        order by f.id limit $4
        """;

    /// <summary>
    /// For a user with more projects than streams are good for: all generations by id, of which those stay that the user may have a role on
    /// but by lineage. $5 whether public ones count, $6 how many to look at, $7 roles.
    /// </summary>
    public const string Scan =
        $"""
        /* velro:search.generations_scan */
        with scanned as materialized (
            select id, owner_id, project_id, visibility from public.generations where id > $3 order by id limit $6
        ),
        edge (id) as (select max(id) from scanned having count(*) = $6)
        select f.id, (select id from edge)
        from (select 1) as one left join (
            select s.id from scanned s
            where {IsReached}
                or $5 and (s.visibility = 'public' or s.visibility = 'inherit' and exists (
                    select from public.projects p where p.id = s.project_id and p.visibility = 'public'))
            order by s.id limit $4) as f on true
        order by f.id
        """;

    /// <summary>What inherits, found downwards, whatever it inherits; see <see cref="BelowBy"/>.</summary>
    public static readonly string Below = BelowBy("inheritance <> 'none'");

    /// <summary>The same, of what inherits roles: nothing else gives more than a viewer's.</summary>
    public static readonly string BelowByRole = BelowBy("inheritance = 'role'");

    /// <summary>What inherits, found upwards; see <see cref="AboveBy"/>.</summary>
    public static readonly string Above = AboveBy("inheritance <> 'none'");

    /// <summary>The same, of what inherits roles.</summary>
    public static readonly string AboveByRole = AboveBy("inheritance = 'role'");

    /// <summary>
    /// What inherits from a generation that the user may have a role on, found downwards from these. $5 projects, $6 roles. It takes all
    /// of them each time, so <see cref="CountDirect"/> is asked first whether they are few. Lateral with an offset: one look into the index
    /// for each, where the planner, who takes a recursion for large, would read the index whole.
    /// </summary>
    private static string BelowBy(string links) =>
        $"""
        /* velro:search.generations_below */
        with recursive direct (id) as materialized (
            select id from (
                select id from public.generations where owner_id = $1
                union all
                select generation_id from public.generation_grants where user_id = $1
                    and role = any($6) and coalesce(expires_at, 'infinity') >= now()
                union all
                select generation_id from public.generation_grants where team_id = any($2)
                    and role = any($6) and coalesce(expires_at, 'infinity') >= now()
                union all
                select generation_id from public.emergency_access
                where user_id = $1 and ended_at is null and generation_id is not null and role = any($6) and expires_at >= now()
                union all
                select g.id from unnest($5) as p (id) join public.generations g on g.project_id = p.id) as d
        ),
        below (id, level) as (
            select c.id, 1
            from direct d cross join lateral (
                select g.id from public.generations g where g.parent_id = d.id and g.{links} offset 0) as c
            union
            select c.id, b.level + 1
            from below b cross join lateral (
                select g.id from public.generations g where g.parent_id = b.id and g.{links} offset 0) as c
            where b.level < 10
        )
        select id, null::text from (select distinct id from below where id > $3) as f order by id limit $4
        """;

    /// <summary>
    /// How many generations <see cref="Below"/> would begin from, up to a limit: $1 the user, $2 teams, $3 projects, $4 the
    /// limit, $5 roles.
    /// </summary>
    public const string CountDirect =
        """
        /* velro:search.generations_direct */
        select count(*)::integer from (
            select 1 from public.generations where owner_id = $1
            union all
            select 1 from public.generation_grants where user_id = $1 and role = any($5) and coalesce(expires_at, 'infinity') >= now()
            union all
            select 1 from public.generation_grants where team_id = any($2) and role = any($5) and coalesce(expires_at, 'infinity') >= now()
            union all
            select 1 from public.emergency_access
            where user_id = $1 and ended_at is null and generation_id is not null and role = any($5) and expires_at >= now()
            union all
            select 1 from unnest($3) as p (id) join public.generations g on g.project_id = p.id
            limit $4) as d
        """;

    /// <summary>
    /// The same, found upwards from all that inherits, in the order of ids. $5 how many to look at, $6 up to where, $7 roles.
    /// </summary>
    private static string AboveBy(string links) =>
        $"""
        /* velro:search.generations_above */
        with recursive scanned as materialized (
            select id, parent_id from public.generations
            where parent_id is not null and {links} and id > $3 and id <= coalesce($6, '~') order by id limit $5
        ),
        edge (id) as (select max(id) from scanned having count(*) = $5),
        above (start, id, owner_id, project_id, parent_id, inheritance, level) as (
            select c.id, p.id, p.owner_id, p.project_id, p.parent_id, p.inheritance, 1
            from scanned c join public.generations p on p.id = c.parent_id
            union all
            select a.start, p.id, p.owner_id, p.project_id, p.parent_id, p.inheritance, a.level + 1
            from above a join public.generations p on p.id = a.parent_id where a.{links} and a.level < 10
        )
        select f.id, (select id from edge)
        from (select 1) as one left join (
            select distinct s.start as id from above s where {IsReached} order by s.start limit $4) as f on true
        order by f.id
        """;

    /// <summary>Those that everybody may see, among all by id: $1 from where, $2 how many, $3 how many to look at.</summary>
    public const string Public =
        """
        /* velro:search.public_generations */
        with scanned as materialized (
            select id, project_id, visibility from public.generations where id > $1 order by id limit $3
        ),
        edge (id) as (select max(id) from scanned having count(*) = $3)
        select f.id, (select id from edge)
        from (select 1) as one left join (
            select s.id from scanned s
            where s.visibility = 'public' or s.visibility = 'inherit' and exists (
                select from public.projects p where p.id = s.project_id and p.visibility = 'public')
            order by s.id limit $2) as f on true
        order by f.id
        """;

    /// <summary>
    /// Whether the user may have a role, but by lineage and visibility, on the generation <c>s</c>; $7 roles. With an offset, which keeps
    /// the planner from reading all that the user's teams were granted into a hash table, to look for a few rows in it.
    /// </summary>
    private const string IsReached =
        """
        (s.owner_id = $1
                or exists (
                    select from public.generation_grants a
                    where a.generation_id = s.id and (a.user_id = $1 or a.team_id = any($2))
                        and a.role = any($7) and coalesce(a.expires_at, 'infinity') >= now() offset 0)
                or exists (
                    select from public.emergency_access a
                    where a.user_id = $1 and a.ended_at is null and a.generation_id = s.id
                        and a.role = any($7) and a.expires_at >= now() offset 0)
                or s.project_id is not null and (
                    exists (select from public.projects p where p.id = s.project_id and p.owner_id = $1 offset 0)
                    or exists (
                        select from public.project_grants a
                        where a.project_id = s.project_id and (a.user_id = $1 or a.team_id = any($2))
                            and a.role = any($7) and coalesce(a.expires_at, 'infinity') >= now() offset 0)
                    or exists (
                        select from public.emergency_access a
                        where a.user_id = $1 and a.ended_at is null and a.project_id = s.project_id
                            and a.role = any($7) and a.expires_at >= now() offset 0)))
        """;
}
