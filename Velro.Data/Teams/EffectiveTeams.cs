namespace Velro.Data.Teams;

/// <summary>The teams that a user is in, directly or through a team above, for the lists of what may be shared with them.</summary>
internal static class EffectiveTeams
{
    /// <summary>
    /// A common table <c>mine (id, level)</c> for the user $1 at the instant $2. It may hold a team twice, and suspended ones: the engine
    /// judges what is found through it.
    /// </summary>
    public const string Of =
        """
        with recursive mine (id, level) as (
            select team_id, 1 from public.team_members where user_id = $1 and (expires_at is null or expires_at > $2)
            union
            select t.id, m.level + 1 from mine m join public.teams t on t.parent_id = m.id where m.level < 8
        )
        """;
}
