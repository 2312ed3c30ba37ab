using System.Globalization;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Sequential;

/// <summary>
/// Velro against the sequential baseline over the same database, near and far: everything warm, one question in ten about what nobody asked
/// about before, the same on a node that is new while Redis is not, and nothing cached at all.
/// </summary>
internal static class SequentialCommand
{
    private const string Usage =
        "sequential [--round-trips 0,5,20, in ms beside the network's own] [--rounds 3] [--seconds 2] [--connections 8] [--users 5000] "
        + "[--json <file>]";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandOptions(args);
        if (!options.HasOnly("round-trips", "rounds", "seconds", "connections", "users", "json"))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var machine = Machine.Now();
        var rounds = options.Count("rounds", 3);
        var world = new ModelWorld(options.Count("users", 5_000), seed: 1);
        var traffic = SequentialTraffic.Of(world, rounds);
        await using var topology = await BenchmarkTopology.StartAsync(world);
        var decisions = await CompareAsync(topology, traffic);

        Console.WriteLine(machine);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"k = {SequentialCheck.Queries} queries a check; {traffic.All.Count} questions, answered alike by both; "
            + $"{world.Relationships} relationships; "
            + $"{options.Count("connections", 8)} connections; medians of {rounds} rounds that took turns; milliseconds"));
        Console.WriteLine();
        MarkdownTable.Head(
            "round trip to the database", "traffic", "sequential P50", "P95", "P99", "Velro P50", "P95", "P99", "less P50", "less P95", "less P99");
        using var load = new LoadClient();
        var comparisons = new List<SequentialComparison>();
        foreach (var roundTrip in (options.Text("round-trips") ?? "0,5,20").Split(','))
        {
            var run = new SequentialRun(topology, load, traffic, decisions, options.Count("connections", 8), options.Number("seconds", 2));
            await foreach (var comparison in run.RunAsync(TimeSpan.FromMilliseconds(double.Parse(roundTrip, CultureInfo.InvariantCulture))))
            {
                comparison.Tell();
                comparisons.Add(comparison);
            }
        }

        Console.WriteLine();
        foreach (var comparison in comparisons.Where(static one => one.RoundTrips is not null))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{comparison.Traffic}, at {comparison.RoundTrip:0.0} ms: "
                + $"{string.Join(", ", comparison.RoundTrips!.Select(static one => $"{one.Value} checks loaded {one.Key} times"))}"));
        }

        await Report.WriteAsync(
            options.Text("json"), new { machine, SequentialCheck.Queries, Questions = traffic.All.Count, world.Relationships, comparisons });
        return 0;
    }

    /// <summary>Every question is asked of both before anything is measured; what they answer is what each of them must answer later too.</summary>
    private static async Task<IReadOnlyDictionary<Question, bool>> CompareAsync(BenchmarkTopology topology, SequentialTraffic traffic)
    {
        await using var velro = await topology.StartApiAsync();
        await using var sequential = await topology.StartSequentialAsync();
        using var toVelro = new AuthZenClient(velro.Address, topology.Key.Text);
        using var toSequential = new AuthZenClient(sequential.Address, topology.Key.Text);
        var decisions = new Dictionary<Question, bool>();
        foreach (var questions in traffic.All.Chunk(500))
        {
            var ofVelro = await toVelro.DecideTogetherAsync(questions);
            var ofSequential = await Task.WhenAll(questions.Select(async question => (await toSequential.DecideAsync([question]))[0]));
            for (var i = 0; i < questions.Length; i++)
            {
                if (ofVelro[i] != ofSequential[i])
                    throw new WrongAnswerException($"{questions[i]}: Velro says {ofVelro[i]}, the sequential baseline {ofSequential[i]}.");
                decisions[questions[i]] = ofVelro[i];
            }
        }

        return decisions;
    }
}
