using System.Diagnostics;
using Npgsql;
using Velro.Benchmarks.Kestrel;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// Growth: worlds from 10^3 relationships on, each ten times the one before, each behind a node of its own. What is measured of one is measured of
/// the smallest in turn with it, so that what else the machine does falls on both; the smallest is compared with a second node of its own world,
/// which shows how far two figures of the same thing lie apart.
/// </summary>
internal sealed class GrowthPart(ScaleRun run)
{
    private const int Smallest = 1_000;
    private const int Questions = 128;
    private const int WideQuestions = 512;
    private const int ColdQuestions = 40;
    private const int Changes = 30;
    private const int ManyQuestions = 20_000;
    private const int BatchSize = 500;

    /// <summary>Measures worlds up to <paramref name="largest"/> relationships.</summary>
    public async Task<IReadOnlyList<GrowthPoint>> MeasureAsync(int largest)
    {
        await using var bare = await run.Topology.StartOwnAsync(BareKestrel.Command);
        await using var smallest = await StartAsync(Smallest);
        var points = new List<GrowthPoint>();
        for (var relationships = Smallest; relationships <= largest; relationships *= 10)
        {
            var begin = Stopwatch.GetTimestamp();
            await run.WorldAsync(relationships);
            var loaded = Stopwatch.GetElapsedTime(begin);
            await using var node = await StartAsync(relationships);
            points.Add(await MeasureAsync(node, smallest, bare, loaded));
        }

        return points;
    }

    private async Task<GrowthPoint> MeasureAsync(Node node, Node smallest, ServerProcess bare, TimeSpan loaded)
    {
        run.Tell($"{node.Relationships} relationships: warm");
        LoadRequest[] toBare = [.. node.Warm.Select(static one => AuthZenRequests.Request(
            AuthZenRequests.EvaluationPath, AuthZenRequests.BodyOf(one.Question), key: null, "\"decision\":true"))];
        var rounds = await run.TakeTurnsAsync(
            0.5,
            (node.Server, run.Job(node.Server, node.Requests(node.Warm))),
            (smallest.Server, run.Job(smallest.Server, smallest.Requests(smallest.Warm))),
            (bare, run.Job(bare, toBare)),
            (node.Server, run.Job(node.Server, node.Requests(node.Wide))));
        var memory = node.Server.WorkingSet;

        run.Tell($"{node.Relationships} relationships: cold, feed, memory");
        var cold = await new ColdRounds(run.Topology, run.Load).RunAsync(
            ColdQuestions,
            new ColdAsked(node.Server, node.ConnectionString, node.Requests(node.Cold)),
            new ColdAsked(smallest.Server, smallest.ConnectionString, smallest.Requests(smallest.Cold)));
        var feed = await FeedCost.MeasureAsync(Changes, node.Feed(), smallest.Feed(apartFrom: node.Feed().Question));
        var many = await AskManyAsync(node);
        var (tables, indexes) = await HotTables.SizeAsync(node.Database);
        return new GrowthPoint
        {
            Size = node.Relationships,
            Relationships = await HotTables.RelationshipsAsync(node.Database),
            LoadSeconds = loaded.TotalSeconds,
            TableBytes = tables,
            IndexBytes = indexes,
            StartSeconds = node.StartSeconds,
            Warm = rounds[0],
            WarmOfSmallest = rounds[1],
            Bare = rounds[2],
            Wide = rounds[3],
            Cold = cold[0],
            ColdOfSmallest = cold[1],
            Feed = feed[0],
            FeedOfSmallest = feed[1],
            MemoryWarm = memory,
            ManyCount = many,
            MemoryMany = node.Server.WorkingSet,
            CachedMany = await node.Server.MetricAsync("velro_cache_bytes") ?? double.NaN,
        };
    }

    private static async Task<int> AskManyAsync(Node node)
    {
        var questions = await GrowthQuestions.ManyAsync(node.Database, ManyQuestions);
        foreach (var batch in questions.Chunk(BatchSize)) await node.Client.DecideTogetherAsync(batch);
        return questions.Count;
    }

    private async Task<Node> StartAsync(int relationships)
    {
        var connectionString = await run.WorldAsync(relationships);
        var begin = Stopwatch.GetTimestamp();
        var server = await run.Topology.StartApiAsync(connectionString);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var database = NpgsqlDataSource.Create(connectionString);
        var key = run.Topology.Key.Text;
        var node = new Node(relationships, connectionString, key, server, database, new AuthZenClient(server.Address, key), seconds)
        {
            Warm = await GrowthQuestions.DrawNearAsync(database, key, Questions),
            Wide = await GrowthQuestions.DrawAsync(database, key, WideQuestions, seed: 1),
            Cold = await GrowthQuestions.DrawAsync(database, key, ColdQuestions, seed: 2),
        };

        // Every answer is the baseline's, before any is measured.
        var job = run.Job(server, [.. node.Requests(node.Warm), .. node.Requests(node.Wide)]);
        await run.Load.RunAsync(job with { Once = true });
        await run.Load.RunAsync(job with { Seconds = ScaleRun.WarmupSeconds });
        return node;
    }

    /// <summary>A node over one of the worlds, and what it is asked.</summary>
    private sealed record Node(
        int Relationships,
        string ConnectionString,
        string Key,
        ServerProcess Server,
        NpgsqlDataSource Database,
        AuthZenClient Client,
        double StartSeconds) : IAsyncDisposable
    {
        public required IReadOnlyList<(Question Question, bool IsPermitted)> Warm { get; init; }

        public required IReadOnlyList<(Question Question, bool IsPermitted)> Wide { get; init; }

        public required IReadOnlyList<(Question Question, bool IsPermitted)> Cold { get; init; }

        /// <summary>Its feed, by a user whom the other question is not about: two nodes may have one database.</summary>
        public FeedMeasured Feed(Question? apartFrom = null) => new(
            Server, Database, Client, Warm.First(one => one.IsPermitted && one.Question.UserId != apartFrom?.UserId).Question);

        public LoadRequest[] Requests(IEnumerable<(Question Question, bool IsPermitted)> questions) =>
            [.. questions.Select(one => GrowthQuestions.Request(one, Key))];

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Server.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
