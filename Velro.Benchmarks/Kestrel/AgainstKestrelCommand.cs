using System.Globalization;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Kestrel;

/// <summary>
/// A warm check of Velro against a bare server with the same JSON in and out, in rounds that take turns, so that what else the machine does
/// falls on both. The yardstick of whoever changes the way of a check.
/// </summary>
internal static class AgainstKestrelCommand
{
    private const string Usage =
        "against-kestrel [--rounds 5] [--seconds 2] [--warmup 5] [--connections 64] [--questions 512] [--permitted 0.9, the share of them] [--json <file>] " +
        "[--at-least 0.5, of the bare server's throughput: less is a failure] [--extra-bytes 500, allocated for a request beyond the bare server's: more is one]";

    /// <summary>What else the machine does can spoil a measurement, and cannot make one good: the best of so many is what counts.</summary>
    private const int Attempts = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandOptions(args);
        if (!options.HasOnly("rounds", "seconds", "warmup", "connections", "questions", "permitted", "json", "at-least", "extra-bytes"))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var (rounds, seconds, connections) = (options.Count("rounds", 5), options.Number("seconds", 2), options.Count("connections", 64));
        var machine = Machine.Now();
        var world = new ModelWorld(users: 1_000, seed: 1);
        await using var topology = await BenchmarkTopology.StartAsync(world);
        var velro = await topology.StartApiAsync();
        var bare = await topology.StartOwnAsync(BareKestrel.Command);

        using var asker = new AuthZenClient(velro.Address, topology.Key.Text);
        var (questions, decisions) = await new QuestionChoice(world, asker, options.Number("permitted", 0.9))
            .ChooseAsync(options.Count("questions", 512));
        var toVelro = Job(velro, [.. questions.Select((question, i) => AuthZenRequests.Request(
            AuthZenRequests.EvaluationPath,
            AuthZenRequests.BodyOf(question),
            topology.Key.Text,
            decisions[i] ? "\"decision\":true" : "\"decision\":false"))]);
        var toBare = Job(bare, [.. questions.Select(static question => AuthZenRequests.Request(
            AuthZenRequests.EvaluationPath, AuthZenRequests.BodyOf(question), key: null, "\"decision\":true"))]);

        using var load = new LoadClient();
        foreach (var job in (LoadJob[])[toVelro, toBare]) await load.RunAsync(job with { Seconds = options.Number("warmup", 5) });
        for (var attempt = 1; ; attempt++)
        {
            var pairs = await MeasureAsync();
            var result = new AgainstKestrel(machine, connections, seconds, decisions.Count(static permitted => permitted) / (double)decisions.Count, pairs);
            await TellAsync(result, topology.Telemetry, options.Text("json"));
            if (Loss(result, options) is not { } loss) return 0;

            await Console.Error.WriteLineAsync($"{loss} (attempt {attempt} of {Attempts})");
            if (attempt == Attempts) return 1;
        }

        async Task<List<Pair>> MeasureAsync()
        {
            var pairs = new List<Pair>();
            for (var round = 0; round < rounds; round++)
            {
                // Who comes first takes turns too: a load that grows or falls favours neither.
                MeasuredRound ofVelro, ofBare;
                if (round % 2 == 0)
                {
                    ofBare = await MeasuredRound.RunAsync(load, bare, toBare);
                    ofVelro = await MeasuredRound.RunAsync(load, velro, toVelro);
                }
                else
                {
                    ofVelro = await MeasuredRound.RunAsync(load, velro, toVelro);
                    ofBare = await MeasuredRound.RunAsync(load, bare, toBare);
                }

                pairs.Add(new Pair(ofVelro, ofBare));
            }

            return pairs;
        }

        LoadJob Job(ServerProcess server, LoadRequest[] requests) =>
            new() { Port = server.Port, Connections = connections, Seconds = seconds, Requests = requests };
    }

    /// <summary>In what a result is worse than was asked for; null: in nothing.</summary>
    private static string? Loss(AgainstKestrel result, CommandOptions options)
    {
        // What could not be measured is no number, which is not within any limit.
        if (options.Text("at-least") is not null && !(result.ThroughputRatio.Median >= options.Number("at-least", 0)))
            return string.Create(CultureInfo.InvariantCulture, $"A check has {result.ThroughputRatio.Median:0.00} of the bare server's throughput.");
        return options.Text("extra-bytes") is not null && !(result.ExtraBytes.Median <= options.Number("extra-bytes", 0))
            ? string.Create(CultureInfo.InvariantCulture, $"A check allocates {result.ExtraBytes.Median:0} bytes more than the bare server.")
            : null;
    }

    private static async Task TellAsync(AgainstKestrel result, TelemetrySink telemetry, string? path)
    {
        Console.WriteLine($"{result.Machine}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Connections} connections, {result.Rounds.Count} rounds of {result.Seconds} s each; "
            + $"{result.PermittedShare:p0} of the questions are permitted; median (least–most). "
            + $"Exported meanwhile: {telemetry.TraceBytes >> 10} KiB of spans, {telemetry.MetricBytes >> 10} KiB of metrics."));
        Console.WriteLine();
        MarkdownTable.Head("", "Velro", "bare Kestrel", "Velro : bare Kestrel");
        Row("answers a second", "0", static round => round.PerSecond);
        Row("processor time of the server, µs a request", "0.0", static round => round.ProcessorMicroseconds);
        Row("allocated by the server, bytes a request", "0", static round => round.AllocatedBytes ?? double.NaN);
        Row("P50, µs", "0", static round => round.P50);
        Row("P95, µs", "0", static round => round.P95);
        Row("P99, µs", "0", static round => round.P99);
        await Report.WriteAsync(path, result);

        void Row(string name, string format, Func<MeasuredRound, double> figure) => MarkdownTable.Row(
            name,
            Spread.Of(result.Rounds.Select(pair => figure(pair.Velro))).Text(format),
            Spread.Of(result.Rounds.Select(pair => figure(pair.Bare))).Text(format),
            Spread.Of(result.Rounds.Select(pair => figure(pair.Velro) / figure(pair.Bare))).Text("0.00"));
    }

    /// <summary>One round of each.</summary>
    private sealed record Pair(MeasuredRound Velro, MeasuredRound Bare);

    /// <summary>All of it, as it is written to the file.</summary>
    private sealed record AgainstKestrel(Machine Machine, int Connections, double Seconds, double PermittedShare, IReadOnlyList<Pair> Rounds)
    {
        /// <summary>Answers a second, Velro's to the bare server's of the same round.</summary>
        public Spread ThroughputRatio => Spread.Of(Rounds.Select(static pair => pair.Velro.PerSecond / pair.Bare.PerSecond));

        /// <summary>Processor time for a request, Velro's to the bare server's: lower is better.</summary>
        public Spread ProcessorRatio =>
            Spread.Of(Rounds.Select(static pair => pair.Velro.ProcessorMicroseconds / pair.Bare.ProcessorMicroseconds));

        /// <summary>Bytes that Velro allocates for a request beyond those of the bare server.</summary>
        public Spread ExtraBytes => Spread.Of(Rounds.Select(static pair => pair.Velro.AllocatedBytes - pair.Bare.AllocatedBytes ?? double.NaN));
    }
}
