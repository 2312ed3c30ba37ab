using Velro.Authorization.Entities;
using static Velro.Data.Search.SearchParameters;

namespace Velro.Data.Search;

/// <summary>All stored entities of a type (RIGHTS.md D4: searches go over stored entities), for searches that no relationship narrows.</summary>
internal static class EntityCandidates
{
    public static ICandidateSource OfType(SearchSnapshot snapshot, string type) => type switch
    {
        EntityTypes.User => Scan(snapshot, ScanSql.ActiveUsers),
        EntityTypes.Team => Scan(snapshot, ScanSql.Teams),
        EntityTypes.Project => Scan(snapshot, ScanSql.Projects),
        EntityTypes.Generation => Scan(snapshot, ScanSql.Generations),

        // There is one, and it is stored nowhere.
        EntityTypes.Anonymous => new MergedCandidates(new KnownCandidates([EntityRef.Anonymous.Id]), Stored(snapshot, type)),
        _ => Stored(snapshot, type),
    };

    private static QueriedCandidates Scan(SearchSnapshot snapshot, string statement) =>
        new(snapshot, statement, static (after, count) => [Text(after), Number(count)]);

    private static QueriedCandidates Stored(SearchSnapshot snapshot, string type) =>
        new(snapshot, ScanSql.Entities, (after, count) => [Text(after), Number(count), Text(type)]);
}
