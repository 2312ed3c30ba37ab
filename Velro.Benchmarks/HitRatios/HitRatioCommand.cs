using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.WorldGenerator;

namespace Velro.Benchmarks.HitRatios;

/// <summary>
/// Measures how often the tiers have what is asked for: after a warm-up, and in the first questions after the node was started again. It
/// makes the database that it is given, and drops it.
/// </summary>
internal static class HitRatioCommand
{
    private const string Usage =
        "hit-ratio --connection 'Host=…;Username=…;Database=<one that does not exist>' [--scale 1, a million generations] " +
        "[--grants 0.2, of those that the world generator makes] [--warmup 1000000] [--questions 200000] [--megabytes 512] [--zipf 1]";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (options["connection"] is not { } connection)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var full = WorldSize.At(Number("scale", 1));
        var grants = Number("grants", 0.2);
        var size = full with
        {
            Memberships = (int)(full.Memberships * grants),
            ProjectGrants = (int)(full.ProjectGrants * grants),
            GenerationGrants = (int)(full.GenerationGrants * grants),
        };
        await new WorldLoader(connection, static _ => { }).RunAsync(size, seed: 1);
        try
        {
            await MeasureAsync(connection, (int)Number("warmup", 1_000_000), (int)Number("questions", 200_000), (long)Number("megabytes", 512) << 20, Number("zipf", 1));
        }
        finally
        {
            await DropAsync(connection);
        }

        return 0;

        double Number(string name, double otherwise) => options[name] is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static async Task MeasureAsync(string connection, int warmup, int questions, long maximumLocalBytes, double exponent)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 32, AutoPrepareMinUsages = 1 };
        await using var database = NpgsqlDataSource.Create(settings);
        var traffic = new Traffic(database, await IdsAsync(database, "users"), await IdsAsync(database, "generations"), exponent);
        Console.WriteLine("| writes | L1 | of it L0 | never asked before | held | after a restart: L1 | L2, of what L1 lacked | of that, by the restart |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var writes in new[] { 0.01, 0.1 })
        {
            var shared = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { SizeLimit = 16L << 30 }));
            TierCounts warm, restarted;
            long held;
            await using (var node = await CacheNode.StartAsync(database, shared, maximumLocalBytes))
            {
                var warming = await traffic.RunAsync(node, warmup, writes, seed: 1);
                warm = await traffic.RunAsync(node, questions, writes, seed: 2, warming);
                held = node.HeldBytes;
            }

            await using (var node = await CacheNode.StartAsync(database, shared, maximumLocalBytes))
                restarted = await traffic.RunAsync(node, questions, writes, seed: 3, warm);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {writes:p0} | {warm.LocalRatio:p1} | {warm.MemoRatio:p1} | {warm.NewRatio:p1} | {held >> 20} MiB "
                + $"| {restarted.LocalRatio:p1} | {restarted.SharedRatio:p1} | {restarted.SharedRatioOfFirstAsks:p1} |"));
        }
    }

    /// <summary>In an order that has nothing to do with how the world was made.</summary>
    private static async Task<string[]> IdsAsync(NpgsqlDataSource database, string table)
    {
        var ids = new List<string>();
        await using var command = database.CreateCommand($"select id from {table} order by hashtextextended(id, 1)");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) ids.Add(reader.GetString(0));
        return [.. ids];
    }

    private static async Task DropAsync(string connection)
    {
        var options = new NpgsqlConnectionStringBuilder(connection);
        var name = options.Database;
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres" });
        await using var command = server.CreateCommand($"drop database \"{name}\" with (force)");
        await command.ExecuteNonQueryAsync();
    }
}
