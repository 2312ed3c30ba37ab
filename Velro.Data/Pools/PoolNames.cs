namespace Velro.Data.Pools;

/// <summary>
/// The pools of a process (DESIGN.md section 7). Each is a keyed <see cref="Npgsql.NpgsqlDataSource"/> under its name, so that what runs on
/// one can use up no connection of another. Who runs statements names the pool where it takes the data source.
/// </summary>
public static class PoolNames
{
    /// <summary>Loads of contexts: what checks wait for.</summary>
    public const string Authorization = "authorization";

    /// <summary>Transactions of the management endpoints: teams, projects, generations, sharing, entities, policies.</summary>
    public const string Generation = "generation";

    /// <summary>Searches, which hold a snapshot for as long as a page takes.</summary>
    public const string Analytics = "analytics";

    /// <summary>Transactions about users and what they sign in with.</summary>
    public const string Identity = "identity";

    /// <summary>Records of what was done: they are written, read back and, when they are old, removed here, aside from other requests.</summary>
    public const string Audit = "audit";

    /// <summary>
    /// The change feed. Its few connections are only ever used by blocking calls, which .NET then leaves to the operating system: a poll
    /// wakes one thread.
    /// </summary>
    public const string Feed = "feed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Authorization, Generation, Analytics, Identity, Audit, Feed];
}
