using Velro.Authorization.Roles;
using Velro.Data.Views;

namespace Velro.Data.Search;

/// <summary>From where a user's roles come: what the relationship indexes are walked by.</summary>
/// <param name="IsActive">Whether the user exists and may act; who may not is denied everything.</param>
/// <param name="TeamIds">
/// The teams in which the user has a role that is enough, and those below them.
/// </param>
/// <param name="ProjectIds">
/// The projects that the user owns, and those on which a grant to the user or one of the teams, or emergency access, gives a role that is
/// enough. Cut off at a limit.
/// </param>
/// <param name="PublicProjectIds">The projects that everybody may see. Cut off at a limit.</param>
internal sealed record UserReach(bool IsActive, string[] TeamIds, string[] ProjectIds, string[] PublicProjectIds)
{
    /// <summary>
    /// The teams below a user's come from precomputed rows, and from the tree where there is none that may be gone by; the rest has indexes
    /// that are as good.
    /// </summary>
    private const string Read =
        $"""
        /* velro:search.reach */
        with recursive {HeldRows.Reparented},
        mine as materialized (
            select team_id
            from public.team_members where user_id = $1 and role = any($3) and coalesce(expires_at, 'infinity') >= now()
        ),
        held as materialized (
            select r.team_id, r.below_ids from public.{ViewNames.Teams} r
            where r.team_id = any(array(select team_id from mine))
                and {HeldRows.TeamBelow}
        ),
        below (id, level) as (
            select team_id, 1 from (select team_id from mine except select team_id from held) as m (team_id)
            union
            select t.id, b.level + 1 from below b join public.teams t on t.parent_id = b.id where b.level < 8
        ),
        teams as materialized (select array(select id from below union select unnest(below_ids) from held) as ids),
        projects (id) as (
            select id from public.projects where owner_id = $1
            union
            select project_id from public.project_grants where user_id = $1 and role = any($3) and coalesce(expires_at, 'infinity') >= now()
            union
            select project_id from public.project_grants
            where team_id = any((select ids from teams)::text[]) and role = any($3) and coalesce(expires_at, 'infinity') >= now()
            union
            select project_id from public.emergency_access
            where user_id = $1 and ended_at is null and project_id is not null and role = any($3) and expires_at >= now()
        )
        select exists (select from public.users where id = $1 and state = 'active'), (select ids from teams),
               array(select id from projects limit $2), array(select id from public.projects where visibility = 'public' limit $2)
        """;

    /// <summary>Reads it, with at most <paramref name="limit"/> projects of either sort.</summary>
    /// <remarks>
    /// A team's grant gives the lower of its role and the member's, and a role in a team holds in every team below: so a membership with
    /// less than what is needed leads nowhere, whatever the grant (DESIGN.md section 3).
    /// </remarks>
    public static async Task<UserReach> OfAsync(
        SearchSnapshot snapshot, string userId, Role required, int limit, CancellationToken cancellation)
    {
        await using var command = await snapshot.PrepareAsync(
            Read, [SearchParameters.Text(userId), SearchParameters.Number(limit), SearchParameters.RolesFrom(required)], cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new UserReach(
            reader.GetBoolean(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2), reader.GetFieldValue<string[]>(3));
    }
}
