using System.Globalization;
using Npgsql;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Plots;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// One to four replicas of the API over one database and one Redis, without a proxy before them: the client shares its connections out among
/// them. All four run all the time; how many of them are asked takes turns. They share the processors with each other and with the client,
/// so that what is to be seen is not a fourfold throughput but whether a check costs more where there are more nodes.
/// </summary>
internal sealed class ReplicasPart(ScaleRun run)
{
    private const int Relationships = 100_000;
    private const int Questions = 512;

    private static readonly int[] Counts = [1, 2, 3, 4];

    /// <summary>Measures, and writes its part of the document.</summary>
    public async Task<IReadOnlyList<ReplicasPoint>> RunAsync()
    {
        var connectionString = await run.WorldAsync(Relationships);
        await using var database = NpgsqlDataSource.Create(connectionString);
        var key = run.Topology.Key.Text;
        LoadRequest[] requests = [.. (await GrowthQuestions.DrawAsync(database, key, Questions, seed: 1)).Select(one => GrowthQuestions.Request(one, key))];
        run.Tell("replicas");
        var replicas = new List<ServerProcess>();
        try
        {
            for (var i = 0; i < Counts[^1]; i++) replicas.Add(await run.Topology.StartApiAsync(connectionString));
            foreach (var replica in replicas) await run.Load.RunAsync(run.Job(replica, requests) with { Seconds = ScaleRun.WarmupSeconds });

            var rounds = Counts.Select(static _ => new List<MeasuredRound>()).ToArray();
            for (var round = 0; round < run.Rounds; round++)
            {
                for (var i = 0; i < Counts.Length; i++)
                {
                    var next = (i + round) % Counts.Length;
                    rounds[next].Add(await MeasureAsync(replicas[..Counts[next]], requests));
                }
            }

            ReplicasPoint[] points = [.. Counts.Select((count, i) => new ReplicasPoint(count, rounds[i], rounds[0]))];
            await WriteAsync(points);
            return points;
        }
        finally
        {
            foreach (var replica in replicas) await replica.DisposeAsync();
        }
    }

    private async Task<MeasuredRound> MeasureAsync(IReadOnlyList<ServerProcess> asked, LoadRequest[] requests)
    {
        var before = asked.Select(static replica => ProcessorTime.Of(replica.Id)).ToArray();
        var result = await run.Load.RunAsync(run.Job(asked[0], requests) with { Others = [.. asked.Skip(1).Select(static replica => replica.Port)] });
        var used = asked.Select((replica, i) => ProcessorTime.Of(replica.Id) - before[i]).Aggregate(static (sum, one) => sum + one);
        return new MeasuredRound
        {
            PerSecond = result.PerSecond,
            ProcessorMicroseconds = used.TotalMicroseconds / result.Requests,
            AllocatedBytes = null,
            P50 = result.P50,
            P95 = result.P95,
            P99 = result.P99,
        };
    }

    private async Task WriteAsync(IReadOnlyList<ReplicasPoint> points)
    {
        await run.DrawAsync("scale-replicas.svg", new SvgPlot(
            "Replicas that share the processors", "replicas", "to one replica's (1 = the same)",
            PlotScale.Steps([.. Counts.Select(static count => (double)count)]),
            PlotScale.FromZero(points.SelectMany(static point => new[] { point.Throughput.Median, point.Processor.Median })),
            [
                new PlotLine("answers a second, together", [.. points.Select(static point => ((double)point.Count, point.Throughput.Median))]),
                new PlotLine("processor time a check", [.. points.Select(static point => ((double)point.Count, point.Processor.Median))]),
            ]));
        var text = new MarkdownText()
            .Paragraph($"{run.Machine}; {run.Rounds} rounds of {run.Seconds} s that took turns, {ScaleRun.Connections} connections; medians (least–most).")
            .Table(
                ["replicas", "answers a second, together", "to one replica", "µs of processor time a check, of all that are asked", "to one replica", "P50, µs", "P99, µs"],
                points.Select(static point => (string[])
                [
                    point.Count.ToString(CultureInfo.InvariantCulture),
                    Spread.Of(point.Rounds.Select(static round => round.PerSecond)).Text("0"),
                    point.Throughput.Text("0.00"),
                    Spread.Of(point.Rounds.Select(static round => round.ProcessorMicroseconds)).Text("0.0"),
                    point.Processor.Text("0.00"),
                    Spread.Of(point.Rounds.Select(static round => round.P50)).Text("0"),
                    Spread.Of(point.Rounds.Select(static round => round.P99)).Text("0"),
                ]))
            .Image("scale-replicas.svg", "Throughput and processor time of one to four replicas");
        await run.WriteAsync("scale replicas", text);
    }
}

/// <summary>So many replicas that were asked, and one in the same rounds.</summary>
internal sealed record ReplicasPoint(int Count, IReadOnlyList<MeasuredRound> Rounds, IReadOnlyList<MeasuredRound> RoundsOfOne)
{
    /// <summary>Answers a second of all together, to those of one.</summary>
    public Spread Throughput => Spread.Of(Rounds.Zip(RoundsOfOne, static (all, one) => all.PerSecond / one.PerSecond));

    /// <summary>Processor time for a check, to that of one.</summary>
    public Spread Processor => Spread.Of(Rounds.Zip(RoundsOfOne, static (all, one) => all.ProcessorMicroseconds / one.ProcessorMicroseconds));
}
