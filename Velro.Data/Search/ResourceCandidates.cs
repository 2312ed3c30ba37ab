using Npgsql;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using static Velro.Data.Search.SearchParameters;

namespace Velro.Data.Search;

/// <summary>
/// Which resources a subject may have a role on, by every path that the rules know: ownership, grants, teams, projects, lineage, visibility
/// (DESIGN.md section 3). Denials and suspensions are left to the engine; so are expiries, but for what has ended
/// already. Attribute-only types: all that are stored.
/// </summary>
/// <param name="limits">How they are found.</param>
public sealed class ResourceCandidates(CandidateLimits limits)
{
    /// <summary>The candidates among the resources of a type.</summary>
    /// <param name="snapshot">Where they are looked for.</param>
    /// <param name="subject">Who asks to act.</param>
    /// <param name="type">The type of the resources.</param>
    /// <param name="action">What the subject wants to do: the paths that do not give a role that is enough for it are left out.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public async Task<ICandidateSource> FindAsync(
        SearchSnapshot snapshot, EntityRef subject, string type, string action, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!EntityTypes.IsCore(type)) return EntityCandidates.OfType(snapshot, type);

        var required = CoreActions.TryGetRequiredRole(action, out var role) ? role : Role.Viewer;
        if (subject.Type != EntityTypes.User) return OfOthers(snapshot, type, required);
        if (type == EntityTypes.User) return new KnownCandidates([subject.Id]);

        var reach = await UserReach.OfAsync(snapshot, subject.Id, required, limits.MaximumStreams + 1, cancellation);
        if (!reach.IsActive) return new KnownCandidates([]);

        return type switch
        {
            EntityTypes.Team => new KnownCandidates(reach.TeamIds),
            EntityTypes.Project => Projects(snapshot, subject.Id, reach, required),
            _ => Generations(snapshot, subject.Id, reach, required),
        };
    }

    /// <summary>Subjects that are no users have no roles but by visibility.</summary>
    private ICandidateSource OfOthers(SearchSnapshot snapshot, string type, Role required)
    {
        if (required > Role.Viewer) return new KnownCandidates([]);
        return type switch
        {
            EntityTypes.Project => new QueriedCandidates(
                snapshot, ScanSql.PublicProjects, static (after, count) => [Text(after), Number(count)]),
            EntityTypes.Generation => new QueriedCandidates(
                snapshot, GenerationSql.Public, (after, count) => [Text(after), Number(count), Number(limits.RowsOfScan)]),
            _ => new KnownCandidates([]),
        };
    }

    private QueriedCandidates Projects(SearchSnapshot snapshot, string userId, UserReach reach, Role required) => new(
        snapshot,
        ProjectSql.Streams,
        (after, count) =>
        [
            Text(userId), Texts(reach.TeamIds), Text(after), Number(count), Flag(required <= Role.Viewer),
            Number(limits.RowsOfEach(reach.TeamIds.Length, count)), RolesFrom(required),
        ]);

    private ICandidateSource Generations(SearchSnapshot snapshot, string userId, UserReach reach, Role required)
    {
        var arePublicCounted = required <= Role.Viewer;
        string[] projects = arePublicCounted ? [.. reach.ProjectIds.Union(reach.PublicProjectIds)] : reach.ProjectIds;
        var areAllStreams = projects.Length + reach.TeamIds.Length <= limits.MaximumStreams;
        var direct = areAllStreams
            ? new QueriedCandidates(snapshot, GenerationSql.Streams, (after, count) =>
            [
                Text(userId), Texts(reach.TeamIds), Text(after), Number(count), Texts(projects), Flag(arePublicCounted),
                Number(limits.RowsOfEach(Math.Min(projects.Length, count) + reach.TeamIds.Length, count)), RolesFrom(required),
            ])
            : new QueriedCandidates(snapshot, GenerationSql.Scan, (after, count) =>
            [
                Text(userId), Texts(reach.TeamIds), Text(after), Number(count), Flag(arePublicCounted), Number(limits.RowsOfScan),
                RolesFrom(required),
            ]);

        // Lineage gives the role of an editor at most.
        if (required > Role.Editor) return direct;

        return new GenerationCandidates(direct, new LineageCandidates(snapshot, userId, reach, required, areAllStreams, limits));
    }
}
