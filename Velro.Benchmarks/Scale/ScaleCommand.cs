using Velro.Benchmarks.Load;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// What grows with the world, with the number of replicas, with payloads and with teams: measures, and writes plots and tables into the
/// documents of the repository that this program was built from.
/// </summary>
internal static class ScaleCommand
{
    private const string Usage =
        "scale [--only growth,replicas,payload,teams] [--largest 10000000, relationships; a power of ten from 10000 on] [--rounds 5] [--seconds 1] "
        + "[--documents <folder with performance.md and images>] [--json <file>]";

    /// <summary>What a world takes on the disk while it is loaded, with its indexes, the files of sorts and the write-ahead log, at most.</summary>
    private const long DiskBytesPerRelationship = 1_500;

    private static readonly string[] Parts = ["growth", "replicas", "payload", "teams"];

    /// <summary>
    /// Loading is what takes longest, and what is loaded is deleted at the end: nothing of it has to outlive a crash, and so little as can be is
    /// written twice.
    /// </summary>
    private static readonly string[] Settings =
        ["fsync=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "checkpoint_timeout=30min", "shared_buffers=512MB"];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandOptions(args);
        var parts = (options.Text("only") ?? string.Join(',', Parts)).Split(',');
        var largest = options.Count("largest", 10_000_000);
        if (!options.HasOnly("only", "largest", "rounds", "seconds", "documents", "json") || parts.Except(Parts).Any()
            || largest is < 10_000 or > 10_000_000 || Math.Log10(largest) % 1 != 0)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var machine = Machine.Now();
        await using var topology = await BenchmarkTopology.StartStoresAsync(Settings);
        var needed = parts.Contains("growth") ? DiskBytesPerRelationship * largest : 0;
        if (new DriveInfo(topology.Folder("space")).AvailableFreeSpace is var free && free < needed)
        {
            await Console.Error.WriteLineAsync($"A world of {largest} relationships may take {needed >> 30} GiB, and {free >> 30} GiB are free. Ask for less by --largest.");
            return 1;
        }

        using var load = new LoadClient();
        var run = new ScaleRun(
            topology, load, machine, options.Count("rounds", 5), options.Number("seconds", 1),
            options.Text("documents") ?? Path.Combine(MeasuredApi.Repository, "docs"));
        var growth = parts.Contains("growth") ? await new GrowthPart(run).MeasureAsync(largest) : [];
        if (growth.Count > 0) await GrowthReport.WriteAsync(run, growth);
        var replicas = parts.Contains("replicas") ? await new ReplicasPart(run).RunAsync() : [];
        var shapes = parts.Intersect(["payload", "teams"]).Any() ? await new ShapesPart(run).RunAsync(parts) : [];
        run.Tell($"written to {run.Folder}");
        await Report.WriteAsync(options.Text("json"), new { machine, growth, replicas, shapes });
        return 0;
    }
}
