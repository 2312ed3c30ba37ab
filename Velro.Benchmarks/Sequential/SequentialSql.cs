namespace Velro.Benchmarks.Sequential;

/// <summary>The questions that are asked of the database one after the other, each by keys that an index has.</summary>
internal static class SequentialSql
{
    /// <summary>$1 the key's id.</summary>
    public const string Key =
        """
        select k.hash, k.scopes, u.state = 'active' and u.is_administrator
        from service_keys k join users u on u.id = k.owner_id
        where k.id = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        """;

    /// <summary>$1 the user.</summary>
    public const string User = "select state from users where id = $1";

    /// <summary>$1 the user: every team that they are in, or in one above, with their role; 0 where a suspended team is in between.</summary>
    public static readonly string Memberships =
        $"""
        with recursive mine (team_id, role) as (
            select m.team_id, {RankOf("m.role")} from team_members m where m.user_id = $1 and {Valid("m")}
        ),
        held (team_id, role) as (
            select team_id, role from mine
            union
            select t.id, h.role from held h join teams t on t.parent_id = h.team_id
        ),
        above (team_id, above_id) as (
            select distinct team_id, team_id from held
            union
            select a.team_id, t.parent_id from above a join teams t on t.id = a.above_id where t.parent_id is not null
        ),
        suspended (team_id) as (
            select distinct a.team_id from above a join teams t on t.id = a.above_id where t.is_suspended
        )
        select h.team_id, case when s.team_id is null then max(h.role) else 0 end
        from held h left join suspended s on s.team_id = h.team_id group by h.team_id, s.team_id
        """;

    /// <summary>$1 the generation, $2 the user, $3 the teams, $4 the roles in them.</summary>
    public static readonly string Generation =
        $"""
        select g.owner_id, g.project_id, g.parent_id, g.inheritance, g.visibility, g.is_locked, a.role, a.is_denied
        from generations g cross join lateral ({AccessTo("generation", "g.id")}) a where g.id = $1
        """;

    /// <summary>$1 the project, $2 the user, $3 the teams, $4 the roles in them.</summary>
    public static readonly string Project =
        $"""
        select p.owner_id, p.visibility, a.role, a.is_denied, a.is_in_team
        from projects p cross join lateral ({AccessTo("project", "p.id")}) a where p.id = $1
        """;

    /// <summary>$1 the first parent, $2 the user, $3 the teams, $4 the roles in them: it and those above, the nearest first.</summary>
    public static readonly string Lineage =
        $"""
        with recursive line (id, depth) as (
            select $1::text collate "C", 1
            union all
            select g.parent_id, l.depth + 1 from line l join generations g on g.id = l.id
            where l.depth < 10 and g.parent_id is not null and g.inheritance <> 'none'
        )
        select g.owner_id, g.inheritance, a.role, a.is_denied, p.owner_id, coalesce(b.role, 0), coalesce(b.is_denied, false)
        from line l join generations g on g.id = l.id
        cross join lateral ({AccessTo("generation", "g.id")}) a
        left join projects p on p.id = g.project_id
        left join lateral ({AccessTo("project", "p.id")}) b on true
        order by l.depth
        """;

    /// <summary>By grants and blocks: the highest role, whether the user is denied, and whether a team of theirs was granted something.</summary>
    private static string AccessTo(string type, string id) =>
        $"""
        select coalesce(max(case when r.user_id is not null then r.rank else least(r.rank, h.role) end), 0) as role,
            coalesce(bool_or(r.role = 'none'), false)
                or exists (select 1 from {type}_blocks b where b.{type}_id = {id} and b.user_id = $2) as is_denied,
            coalesce(bool_or(r.team_id is not null and r.role <> 'none' and h.role > 0), false) as is_in_team
        from (select x.user_id, x.team_id, x.role, {RankOf("x.role")} as rank from {type}_grants x where x.{type}_id = {id} and {Valid("x")}) r
        left join unnest($3::text[], $4::int[]) as h (team_id, role) on h.team_id = r.team_id
        where r.user_id = $2 or h.team_id is not null
        """;

    private static string RankOf(string role) => $"array_position(array['none', 'viewer', 'contributor', 'editor', 'admin', 'owner'], {role}) - 1";

    private static string Valid(string table) => $"({table}.expires_at is null or {table}.expires_at > now())";
}
