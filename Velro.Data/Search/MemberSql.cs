namespace Velro.Data.Search;

/// <summary>The statement that walks the members of teams; see <see cref="GenerationSql"/> for how.</summary>
internal static class MemberSql
{
    /// <summary>$1 the teams, $2 from where, $3 how many, $4 how many rows of each team.</summary>
    public const string Streams =
        """
        /* velro:search.members */
        with found (id, n) as (
            select s.id, s.n
            from unnest($1) as t (id) cross join lateral (
                select user_id as id, row_number() over (order by user_id) as n
                from public.team_members where team_id = t.id and user_id > $2 order by user_id limit $4) as s
        ),
        edge (id) as (select min(id) from found where n = $4)
        select f.id, e.id
        from edge e left join (select distinct id from found) as f on e.id is null or f.id <= e.id
        order by f.id limit $3
        """;
}
