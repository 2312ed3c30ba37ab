using Npgsql;
using Velro.WorldGenerator;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// Worlds that differ in how much there is and not in what one thing has to do with others. A relationship is a membership or a grant, on a
/// project or a generation: who owns what, what is in which project, which team is below which and from what something inherits is there
/// beside them and is not counted.
/// </summary>
internal static class GrowthWorld
{
    /// <summary>
    /// How many of everything: five memberships for a user, five grants on a project, five on a generation. So few people could not be in five teams
    /// each if there were fewer than sixty.
    /// </summary>
    public static WorldSize SizeOf(int relationships) => new(
        Users: relationships / 50,
        Teams: Math.Max(60, relationships / 1_000),
        Projects: relationships / 25,
        Generations: relationships * 7 / 50,
        Memberships: relationships / 10,
        ProjectGrants: relationships / 5,
        GenerationGrants: relationships / 10 * 7);

    /// <summary>Makes a database with such a world, whose change feed is as old as the world.</summary>
    public static async Task LoadAsync(string connectionString, int relationships, Action<string> tell)
    {
        await new WorldLoader(connectionString, tell).RunAsync(SizeOf(relationships), seed: 1);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await FeedHistory.WriteAsync(database);
    }
}
