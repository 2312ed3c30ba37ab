using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using static Velro.Data.Search.SearchParameters;

namespace Velro.Data.Search;

/// <summary>
/// Which subjects may have a role on a resource, by every path that the rules know. Expiries, denials and suspensions are left to the engine.
/// Where everybody may (what is public) or policies alone decide, these are all that are stored.
/// </summary>
/// <param name="limits">How they are found.</param>
public sealed class SubjectCandidates(CandidateLimits limits)
{
    private const string EmergencyUsers =
        """
        /* velro:search.emergency */
        select user_id from public.emergency_access where project_id = any($1) and ended_at is null
        union
        select user_id from public.emergency_access where generation_id = any($2) and ended_at is null
        """;

    /// <summary>The candidates among the subjects of a type.</summary>
    /// <param name="snapshot">Where they are looked for.</param>
    /// <param name="type">The type of the subjects.</param>
    /// <param name="action">What a subject wants to do.</param>
    /// <param name="resource">To what.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database did not answer.</exception>
    public async Task<ICandidateSource> FindAsync(
        SearchSnapshot snapshot, string type, string action, EntityRef resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!EntityTypes.IsCore(resource.Type)) return EntityCandidates.OfType(snapshot, type);
        if (resource.Type == EntityTypes.User) return new KnownCandidates(type == EntityTypes.User ? [resource.Id] : []);

        var required = CoreActions.TryGetRequiredRole(action, out var role) ? role : Role.Viewer;
        var contexts = await snapshot.LoadAsync([KeyOf(resource)], cancellation);
        if (contexts[KeyOf(resource)] is not { } thing) return new KnownCandidates([]);
        if (required <= Role.Viewer && IsPublic(thing, contexts)) return EntityCandidates.OfType(snapshot, type);
        if (type != EntityTypes.User) return new KnownCandidates([]);
        return WithRoles(snapshot, contexts.Values, await EmergencyUsersAsync(snapshot, contexts.Keys, cancellation));
    }

    private static ContextKey KeyOf(EntityRef resource) => resource.Type switch
    {
        EntityTypes.Team => ContextKey.Team(resource.Id),
        EntityTypes.Project => ContextKey.Project(resource.Id),
        _ => ContextKey.Generation(resource.Id),
    };

    /// <summary>Visibility never travels, so that of the thing itself counts, and of its project where it says so (RIGHTS.md B1).</summary>
    private static bool IsPublic(Context thing, IReadOnlyDictionary<ContextKey, Context?> contexts) => thing switch
    {
        ProjectContext project => project.Visibility == Visibility.Public,
        GenerationContext { Visibility: Visibility.Inherit, ProjectId: { } projectId } =>
            contexts.GetValueOrDefault(ContextKey.Project(projectId)) is ProjectContext { Visibility: Visibility.Public },
        GenerationContext generation => generation.Visibility == Visibility.Public,
        _ => false,
    };

    /// <summary>
    /// Whom the thing, its ancestors and the projects of all these name, and the members of the teams that they name and of those above.
    /// A load brings exactly these along.
    /// </summary>
    private MergedCandidates WithRoles(SearchSnapshot snapshot, IEnumerable<Context?> contexts, List<string> users)
    {
        var teams = new List<string>();
        foreach (var context in contexts)
        {
            switch (context)
            {
                case GenerationContext generation:
                    users.Add(generation.OwnerId);
                    users.AddRange(UsersOf(generation.Grants));
                    break;
                case ProjectContext project:
                    users.Add(project.OwnerId);
                    users.AddRange(UsersOf(project.Grants));
                    break;
                case TeamContext team:
                    teams.Add(team.Id);
                    break;
                default:
                    break;
            }
        }

        var members = new QueriedCandidates(snapshot, MemberSql.Streams, (after, count) =>
            [Texts([.. teams]), Text(after), Number(count), Number(limits.RowsOfEach(teams.Count, count))]);
        return new MergedCandidates(new KnownCandidates(users), members);
    }

    /// <summary>Who has emergency access to one of these; it stands with the users.</summary>
    private static async Task<List<string>> EmergencyUsersAsync(
        SearchSnapshot snapshot, IEnumerable<ContextKey> keys, CancellationToken cancellation)
    {
        var ids = keys.ToLookup(static key => key.Kind, static key => key.Id);
        await using var command = await snapshot.PrepareAsync(
            EmergencyUsers, [Texts([.. ids[ContextKind.Project]]), Texts([.. ids[ContextKind.Generation]])], cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var users = new List<string>();
        while (await reader.ReadAsync(cancellation)) users.Add(reader.GetString(0));
        return users;
    }

    private static IEnumerable<string> UsersOf(IEnumerable<Grant> grants) =>
        grants.Where(static grant => grant.Grantee == GranteeKind.User).Select(static grant => grant.GranteeId);
}
