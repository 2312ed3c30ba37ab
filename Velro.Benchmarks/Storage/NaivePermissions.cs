using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Velro.Authorization.Roles;
using Velro.Benchmarks.Caching;
using Velro.Benchmarks.HitRatios;
using Velro.Caching.Evaluations;

namespace Velro.Benchmarks.Storage;

/// <summary>
/// The layout that Velro is compared with: a row for each thing that a user may do to a resource, whatever it comes from, with the one index
/// that a check needs. Which rows those are is asked of Velro's own engine, user by user and action by action.
/// </summary>
internal sealed class NaivePermissions(NpgsqlDataSource database)
{
    private const string Create =
        """
        create table public.naive_permissions (
            subject_id text collate "C" not null, resource_id text collate "C" not null, permission text collate "C" not null)
        """;

    private const string Index = "alter table public.naive_permissions add primary key (subject_id, resource_id, permission)";

    /// <summary>What everybody may see is left out: the naive layout too would have a flag for it, and not a row for each user.</summary>
    private const string NotPublic =
        """
        from public.generations g left join public.projects p on p.id = g.project_id
        where g.visibility <> 'public' and not (g.visibility = 'inherit' and coalesce(p.visibility, '') = 'public')
        """;

    /// <summary>Makes the table with the rows of some generations, drawn by chance.</summary>
    /// <param name="count">How many generations.</param>
    public async Task<NaiveSample> MakeAsync(int count)
    {
        var generations = await TextsAsync($"select g.id {NotPublic} order by hashtextextended(g.id, 7) limit {count.ToString(CultureInfo.InvariantCulture)}");
        var users = await TextsAsync("select id from public.users where state = 'active'");
        await RunAsync(Create);
        var rows = new List<int>(generations.Count);
        var shared = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = 1L << 30 }));
        await using (var node = await CacheNode.StartAsync(database, shared, maximumLocalBytes: 512 << 20))
        {
            foreach (var generation in generations)
            {
                var permitted = await PermittedAsync(node.Evaluator, generation, users);
                await CopyAsync(generation, permitted);
                rows.Add(permitted.Count);
            }
        }

        await RunAsync(Index);
        await RunAsync("vacuum (analyze) public.naive_permissions");
        return new NaiveSample(
            rows,
            await NumberAsync("select pg_total_relation_size('public.naive_permissions')"),
            await NumberAsync($"select count(*) {NotPublic}"));
    }

    private static async Task<List<(string UserId, string Action)>> PermittedAsync(Evaluator evaluator, string generation, IReadOnlyList<string> users)
    {
        var permitted = new List<(string, string)>();
        foreach (var user in users)
        {
            foreach (var action in CoreActions.All)
            {
                var evaluated = await evaluator.AskAsync<DecisionQuestion, bool>(
                    new DecisionQuestion(user, action, generation), Consistency.MinimizeLatency, CancellationToken.None);
                if (evaluated.Answer) permitted.Add((user, action));
            }
        }

        return permitted;
    }

    private async Task CopyAsync(string generation, IEnumerable<(string UserId, string Action)> rows)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy public.naive_permissions (subject_id, resource_id, permission) from stdin (format binary)");
        foreach (var (user, action) in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(user, NpgsqlDbType.Text);
            await copy.WriteAsync(generation, NpgsqlDbType.Text);
            await copy.WriteAsync(action, NpgsqlDbType.Text);
        }

        await copy.CompleteAsync();
    }

    private async Task<List<string>> TextsAsync(string query)
    {
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }

    private async Task<long> NumberAsync(string query)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task RunAsync(string statement)
    {
        await using var command = database.CreateCommand(statement);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The naive layout of some of a world's generations.</summary>
/// <param name="Rows">The rows of each.</param>
/// <param name="Bytes">What all of these take, with the index.</param>
/// <param name="Generations">How many generations there are to have rows.</param>
internal sealed record NaiveSample(IReadOnlyList<int> Rows, long Bytes, long Generations)
{
    /// <summary>What one row takes, with its part of the index.</summary>
    public double BytesPerRow => Bytes / (double)Rows.Sum();

    /// <summary>How many rows a generation has, on average.</summary>
    public double RowsPerGeneration => Rows.Average();

    /// <summary>The standard error of <see cref="RowsPerGeneration"/>.</summary>
    public double StandardError => Math.Sqrt(Rows.Sum(rows => Math.Pow(rows - RowsPerGeneration, 2)) / (Rows.Count - 1) / Rows.Count);

    /// <summary>What the rows of all generations take, and no less than what follows from an average that is <paramref name="errors"/> too large.</summary>
    public double TotalBytes(double errors = 0) => (RowsPerGeneration - (errors * StandardError)) * Generations * BytesPerRow;
}
