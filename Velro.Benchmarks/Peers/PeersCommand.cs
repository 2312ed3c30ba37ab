using System.Globalization;
using Velro.Benchmarks.Kestrel;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Peers;

/// <summary>
/// Velro, a bare server and other engines side by side: one machine, one load generator, one world, the same questions, in rounds that take
/// turns. Every peer has to answer every question as Velro does before any is measured, and again while it is.
/// </summary>
internal static class PeersCommand
{
    private const string Usage =
        "peers [--rounds 5] [--seconds 2] [--warmup 4] [--connections 64] [--users 1000] [--questions 512] " +
        "[--permitted 0.9, the share of them] [--only Velro, beside the bare server] [--sizes 1,50,1000 decisions a request] [--json <file>]";

    private const int BatchesAtOnce = 8;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandOptions(args);
        if (!options.HasOnly("rounds", "seconds", "warmup", "connections", "users", "questions", "permitted", "only", "sizes", "json"))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var machine = Machine.Now();
        var world = new ModelWorld(options.Count("users", 1_000), seed: 1);
        await using var topology = await BenchmarkTopology.StartAsync(world);
        var (peers, absent) = await StartAsync(topology, world, options.Text("only"));
        using var load = new LoadClient();
        using var asker = new AuthZenClient(peers[1].Server.Address, topology.Key.Text);
        var choice = new QuestionChoice(world, asker, options.Number("permitted", 0.9));
        var (questions, decisions) = await choice.ChooseAsync(options.Count("questions", 512));

        var singles = peers
            .Select(peer => new PeerLoad(peer, 1, Job(peer, [.. questions.Select((question, i) => peer.RequestOf(question, decisions[i]))])))
            .ToList();
        foreach (var single in singles) await load.RunAsync(single.Job with { Once = true });
        var batches = new List<PeerLoad>();
        var sizes = (options.Text("sizes") ?? "1,50,1000").Split(',').Select(static size => int.Parse(size, CultureInfo.InvariantCulture)).ToList();
        foreach (var size in sizes.Where(static size => size > 1))
        {
            var groups = await choice.ChooseBatchesAsync(BatchesAtOnce * 4, size);
            foreach (var peer in peers.Where(peer => peer.BatchOf(groups[0]) is not null))
                batches.Add(new PeerLoad(peer, size, Job(peer, [.. groups.Select(group => peer.BatchOf(group)!)]) with { Connections = BatchesAtOnce }));
            await BatchComparison.CompareAsync(batches.Where(batch => batch.Size == size), groups[0], await asker.DecideAsync(groups[0]));
        }

        // The bare server is what all are compared with.
        PeerLoad[] all = [.. sizes.Contains(1) ? singles : singles[..1], .. batches];
        foreach (var each in all) await load.RunAsync(each.Job with { Seconds = options.Number("warmup", 4) });
        for (var round = 0; round < options.Count("rounds", 5); round++)
        {
            // Each round begins with another one, so that a load that grows or falls favours nobody.
            for (var i = 0; i < all.Length; i++)
            {
                var next = all[(i + round * 3) % all.Length];
                next.Rounds.Add(await MeasuredRound.RunAsync(load, next.Peer.Server, next.Job));
            }
        }

        await TellAsync(
            new PeersReport(machine, world.Relationships, questions.Count, options.Count("connections", 64), all, absent), options.Text("json"));
        return 0;

        LoadJob Job(IPeer peer, LoadRequest[] requests) => new()
        {
            Port = peer.Server.Port,
            Connections = options.Count("connections", 64),
            Seconds = options.Number("seconds", 2),
            Requests = requests,
        };
    }

    /// <summary>The bare server and Velro, in this order, and whoever else can be had.</summary>
    private static async Task<(List<IPeer> Peers, List<AbsentPeer> Absent)> StartAsync(
        BenchmarkTopology topology, ModelWorld world, string? only)
    {
        var (peers, absent) = (new List<IPeer>(), new List<AbsentPeer>());
        peers.Add(new AuthZenPeer(
            "bare Kestrel", "the JSON read and written, true for everybody", await topology.StartOwnAsync(BareKestrel.Command), alwaysPermits: true));
        peers.Add(new AuthZenPeer(
            "Velro", "service key, all five layers, metrics, 1 % of traces", await topology.StartApiAsync(), topology.Key.Text, hasBatches: true));
        foreach (var (name, start) in new (string, Func<BenchmarkTopology, ModelWorld, Task<IPeer>>)[]
        {
            ("Cerbos", CerbosPeer.StartAsync),
            ("Cedar", NodePeers.StartCedarAsync),
            ("SpiceDB", NodePeers.StartSpiceDbAsync),
            ("Casbin", NodePeers.StartCasbinAsync),
        })
        {
            if (only is not null && only != name) continue;
            try
            {
                peers.Add(await start(topology, world));
            }
            catch (Exception error) when (error is PeerUnavailableException or InvalidOperationException)
            {
                absent.Add(new AbsentPeer(name, error.Message.ReplaceLineEndings(" ")));
            }
        }

        return (peers, absent);
    }

    private static async Task TellAsync(PeersReport report, string? path)
    {
        Console.WriteLine(report.Machine);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Relationships} relationships; {report.Questions} questions, answered alike by all; "
            + $"{report.Connections} connections, {BatchesAtOnce} for batches; "
            + $"medians of the rounds (least–most)."));
        Console.WriteLine();
        MarkdownTable.Head(
            "", "decisions a request", "decisions a second", "to bare Kestrel", "processor, µs a decision", "to bare Kestrel", "P50, ms", "P99, ms", "how");
        foreach (var each in report.Peers)
        {
            MarkdownTable.Row(
                each.Peer.Name,
                each.Size.ToString(CultureInfo.InvariantCulture),
                Spread.Of(each.PerSecond).Text("0"),
                report.RatioOf(each).Text("0.000"),
                Spread.Of(each.Processor).Text("0.0"),
                report.ProcessorRatioOf(each).Text("0.00"),
                Spread.Of(each.Rounds.Select(static round => round.P50 / 1000)).Text("0.0"),
                Spread.Of(each.Rounds.Select(static round => round.P99 / 1000)).Text("0.0"),
                each.Peer.Setup);
        }

        foreach (var absent in report.Absent) MarkdownTable.Row(absent.Name, "", "not available", "", "", "", "", "", absent.Reason);
        await Report.WriteAsync(path, report.ToJson());
    }
}
