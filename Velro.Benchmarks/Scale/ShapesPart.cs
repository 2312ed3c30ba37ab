using System.Globalization;
using Npgsql;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Plots;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Sequential;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>Payloads and teams of growing size, each beside the smallest of its kind on the same node, in turns.</summary>
internal sealed class ShapesPart(ScaleRun run)
{
    private const int ColdQuestions = 10;

    private static readonly string[] Head =
    [
        "size", "answers a second, to the smallest", "µs of processor time a check", "to the smallest",
        "P50, µs", "P99, µs", "cold P50, ms", "request, bytes",
    ];

    /// <summary>Measures the groups of some sections, and writes these.</summary>
    public async Task<IReadOnlyList<ShapeFigures>> RunAsync(IReadOnlyCollection<string> sections)
    {
        var connectionString = run.Topology.ConnectionString;
        await run.Topology.IntroduceAsync(connectionString);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await ShapesWorld.WriteAsync(database);
        await using var server = await run.Topology.StartApiAsync();
        var shapes = ShapesWorld.Groups.SelectMany(static group => group.Shapes);
        LoadRequest[] requests = [.. shapes.Select(shape => ShapesWorld.Request(shape, run.Topology.Key.Text))];
        await run.Load.RunAsync(run.Job(server, requests) with { Seconds = ScaleRun.WarmupSeconds });
        var all = new List<ShapeFigures>();
        foreach (var section in ShapesWorld.Groups.GroupBy(static group => group.Section).Where(section => sections.Contains(section.Key)))
        {
            var text = new MarkdownText().Paragraph($"{run.Machine}; {run.Rounds} rounds of {run.Seconds} s that took turns; medians (least–most).");
            foreach (var group in section)
            {
                run.Tell($"{section.Key}: {group.Title}");
                var figures = await MeasureAsync(server, connectionString, group);
                all.Add(figures);
                await DrawAsync(figures);
                text.Paragraph($"{group.Title}, in {group.Unit}:").Table(Head, figures.Rows()).Image($"{group.File}.svg", group.Title);
            }

            await run.WriteAsync($"scale {section.Key}", text);
        }

        return all;
    }

    private async Task<ShapeFigures> MeasureAsync(ServerProcess server, string connectionString, ShapeGroup group)
    {
        var requests = group.Shapes.Select(shape => ShapesWorld.Request(shape, run.Topology.Key.Text)).ToArray();
        var rounds = await run.TakeTurnsAsync(0.5, [.. requests.Select(request => (server, run.Job(server, [request])))]);
        var cold = new List<Latencies>();
        foreach (var request in requests)
            cold.AddRange(await new ColdRounds(run.Topology, run.Load).RunAsync(ColdQuestions, new ColdAsked(server, connectionString, [request])));
        return new ShapeFigures(group, rounds, cold, [.. requests.Select(static request => request.Bytes.Length)]);
    }

    private Task DrawAsync(ShapeFigures figures)
    {
        var sizes = figures.Group.Shapes.Select(static shape => (double)shape.Size).ToArray();
        return run.DrawAsync($"{figures.Group.File}.svg", new SvgPlot(
            figures.Group.Title, figures.Group.Unit, "to the smallest's (1 = the same)",
            PlotScale.Steps(sizes),
            PlotScale.FromZero(figures.Processor.Select(static one => one.Median).Concat(figures.P50).Concat(figures.ColdP50)),
            [
                new PlotLine("processor time", [.. sizes.Zip(figures.Processor, static (size, one) => (size, one.Median))]),
                new PlotLine("warm P50", [.. sizes.Zip(figures.P50)]),
                new PlotLine("cold P50", [.. sizes.Zip(figures.ColdP50)], IsDashed: true),
            ]));
    }
}

/// <summary>The figures of a group, in the order of its shapes.</summary>
internal sealed record ShapeFigures(
    ShapeGroup Group, IReadOnlyList<List<MeasuredRound>> Rounds, IReadOnlyList<Latencies> Cold, IReadOnlyList<int> RequestBytes)
{
    /// <summary>Processor time a check, to the smallest's.</summary>
    public IReadOnlyList<Spread> Processor => ToSmallest(static round => round.ProcessorMicroseconds);

    /// <summary>P50, to the smallest's.</summary>
    public IReadOnlyList<double> P50 => [.. ToSmallest(static round => round.P50).Select(static one => one.Median)];

    /// <summary>P50 with nothing cached, to the smallest's.</summary>
    public IReadOnlyList<double> ColdP50 => [.. Cold.Select(one => one.P50 / Cold[0].P50)];

    public IEnumerable<IReadOnlyList<string>> Rows()
    {
        var throughput = ToSmallest(static round => round.PerSecond);
        return Group.Shapes.Select((shape, i) => (string[])
        [
            shape.Size.ToString("#,##0", CultureInfo.InvariantCulture),
            throughput[i].Text("0.00"),
            Spread.Of(Rounds[i].Select(static round => round.ProcessorMicroseconds)).Text("0.0"),
            Processor[i].Text("0.00"),
            Spread.Of(Rounds[i].Select(static round => round.P50)).Text("0"),
            Spread.Of(Rounds[i].Select(static round => round.P99)).Text("0"),
            Cold[i].P50.ToString("0.0", CultureInfo.InvariantCulture),
            RequestBytes[i].ToString("#,##0", CultureInfo.InvariantCulture),
        ]);
    }

    private Spread[] ToSmallest(Func<MeasuredRound, double> figure) =>
        [.. Rounds.Select(rounds => Spread.Of(rounds.Zip(Rounds[0], (one, smallest) => figure(one) / figure(smallest))))];
}
