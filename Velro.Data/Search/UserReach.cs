namespace Velro.Data.Search;

/// <summary>From where a user's roles come: what the relationship indexes are walked by.</summary>
/// <param name="IsActive">Whether the user exists and may act; who may not is denied everything.</param>
/// <param name="TeamIds">The teams that the user is in, and those below them; expired memberships count too.</param>
/// <param name="ProjectIds">
/// The projects that the user owns, that are shared with the user or one of the teams, or that emergency access is on. Cut off at a limit.
/// </param>
/// <param name="PublicProjectIds">The projects that everybody may see. Cut off at a limit.</param>
internal sealed record UserReach(bool IsActive, string[] TeamIds, string[] ProjectIds, string[] PublicProjectIds)
{
    private const string Read =
        """
        /* velro:search.reach */
        with recursive below (id, level) as (
            select team_id, 1 from public.team_members where user_id = $1
            union
            select t.id, b.level + 1 from below b join public.teams t on t.parent_id = b.id where b.level < 8
        ),
        teams as materialized (select array(select distinct id from below) as ids),
        projects (id) as (
            select id from public.projects where owner_id = $1
            union
            select project_id from public.project_grants where user_id = $1
            union
            select project_id from public.project_grants where team_id = any((select ids from teams)::text[])
            union
            select project_id from public.emergency_access where user_id = $1 and ended_at is null and project_id is not null
        )
        select exists (select from public.users where id = $1 and state = 'active'), (select ids from teams),
               array(select id from projects limit $2), array(select id from public.projects where visibility = 'public' limit $2)
        """;

    /// <summary>Reads it, with at most <paramref name="limit"/> projects of either sort.</summary>
    public static async Task<UserReach> OfAsync(SearchSnapshot snapshot, string userId, int limit, CancellationToken cancellation)
    {
        await using var command = await snapshot.PrepareAsync(Read, [SearchParameters.Text(userId), SearchParameters.Number(limit)], cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new UserReach(
            reader.GetBoolean(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2), reader.GetFieldValue<string[]>(3));
    }
}
