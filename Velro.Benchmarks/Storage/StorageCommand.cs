using System.Globalization;
using Npgsql;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Scale;
using Velro.Benchmarks.Topology;
using Velro.Benchmarks.Views;

namespace Velro.Benchmarks.Storage;

/// <summary>The tables that decisions are made from against a row for each permission, in one world.</summary>
internal static class StorageCommand
{
    private const string Usage =
        "storage [--relationships 100000; a power of ten, 10000000 at most] [--generations 200, whose permissions are counted] "
        + "[--documents <folder with performance.md>] [--json <file>]";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandOptions(args);
        var relationships = options.Count("relationships", 100_000);
        var count = options.Count("generations", 200);
        if (!options.HasOnly("relationships", "generations", "documents", "json") || relationships is < 1_000 or > 10_000_000 || count < 2)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var topology = await BenchmarkTopology.StartStoresAsync("fsync=off");
        var connectionString = topology.ConnectionStringOf("world");
        await GrowthWorld.LoadAsync(connectionString, relationships, Console.Error.WriteLine);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await ViewRows.FillAsync(database, static (view, time) => Console.Error.WriteLine($"{view}: {time.TotalSeconds:0.0} s"));
        var (tables, indexes) = await HotTables.SizeAsync(database);
        var naive = await new NaivePermissions(database).MakeAsync(count);
        var report = new StorageReport(await HotTables.RelationshipsAsync(database), tables, indexes, naive);

        var text = Text(report);
        Console.WriteLine(text);
        await MarkedSection.WriteAsync(
            Path.Combine(options.Text("documents") ?? Path.Combine(MeasuredApi.Repository, "docs"), "performance.md"), "storage", text.ToString());
        await Report.WriteAsync(options.Text("json"), report);
        return 0;
    }

    private static MarkdownText Text(StorageReport report)
    {
        var naive = report.Naive;
        return new MarkdownText()
            .Table(
                ["", "MiB"],
                [
                    ["hot tables", Mebibytes(report.TableBytes)],
                    ["their indexes", Mebibytes(report.IndexBytes)],
                    ["a row for each permission on generations, with its primary key", Mebibytes(naive.TotalBytes())],
                    ["the same, two standard errors less", Mebibytes(naive.TotalBytes(errors: 2))],
                ])
            .Paragraph($"""
                In the same world of {report.Relationships:#,##0} relationships, the hot tables take {100 * report.Less():0.0} % less ({100 * report.Less(errors: 2):0.0} % by the smaller
                estimate). The naive size is that of {naive.Rows.Count} of {naive.Generations:#,##0} generations times their number: {naive.RowsPerGeneration:0} rows
                each (standard error {naive.StandardError:0}) of {naive.BytesPerRow:0} bytes.
                """);
    }

    private static string Mebibytes(double bytes) => (bytes / (1 << 20)).ToString("#,##0.0", CultureInfo.InvariantCulture);
}

/// <summary>Both layouts of one world.</summary>
internal sealed record StorageReport(long Relationships, long TableBytes, long IndexBytes, NaiveSample Naive)
{
    /// <summary>How much less the hot tables take, as a share of what the naive layout takes.</summary>
    /// <param name="errors">By how many standard errors the naive layout is taken to be smaller.</param>
    public double Less(double errors = 0) => 1 - ((TableBytes + IndexBytes) / Naive.TotalBytes(errors));
}
