using System.Diagnostics;
using Npgsql;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Proxies;
using Velro.Benchmarks.Reports;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Sequential;

/// <summary>
/// One comparison after the other at one distance from the database. Every answer must be what <paramref name="decisions"/> say. The baseline
/// is asked as fast as it answers, and Velro as often as that: a machine that is kept busy with fifty times the questions answers each later.
/// </summary>
internal sealed class SequentialRun(
    BenchmarkTopology topology,
    LoadClient load,
    SequentialTraffic traffic,
    IReadOnlyDictionary<Question, bool> decisions,
    int connections,
    double seconds)
{
    /// <summary>Questions that meet nothing cached, each after a flush.</summary>
    private const int ColdChecks = 40;

    public async IAsyncEnumerable<SequentialComparison> RunAsync(TimeSpan delay)
    {
        var log = new StatementLog();
        await using var proxy = delay > TimeSpan.Zero
            ? new DelayingProxy(new NpgsqlConnectionStringBuilder(topology.ConnectionString).Port, delay, hearer: log)
            : null;
        var database = proxy is null
            ? topology.ConnectionString
            : new NpgsqlConnectionStringBuilder(topology.ConnectionString) { Port = proxy.Port }.ConnectionString;
        var roundTrip = await RoundTripAsync(database);

        await topology.FlushAsync();
        await using var sequential = await topology.StartSequentialAsync(database);
        await using (var velro = await topology.StartApiAsync(database))
        {
            await PrepareAsync(sequential, velro);
            yield return await WarmChecksAsync(roundTrip, sequential, velro);
            yield return await TenthColdAsync(roundTrip, "a tenth asked for the first time", sequential, velro);
            yield return await ColdAsync(roundTrip, delay, log, sequential, velro);
            await FillRedisAsync(velro);
        }

        await using var newNode = await topology.StartApiAsync(database);
        await PrepareAsync(sequential, newNode);
        yield return await TenthColdAsync(roundTrip, "a tenth asked for the first time on a new node, in Redis", sequential, newNode);
    }

    private async Task<SequentialComparison> WarmChecksAsync(double roundTrip, ServerProcess sequential, ServerProcess velro)
    {
        var comparison = new SequentialComparison(roundTrip, "warm");
        foreach (var _ in traffic.TenthCold)
        {
            var ofSequential = await load.RunAsync(Job(sequential, traffic.Warm) with { Seconds = seconds });
            comparison.Add(ofSequential, await load.RunAsync(Job(velro, traffic.Warm) with { Seconds = seconds, PerSecond = ofSequential.PerSecond }));
        }

        return comparison;
    }

    private async Task<SequentialComparison> TenthColdAsync(double roundTrip, string name, ServerProcess sequential, ServerProcess velro)
    {
        var comparison = new SequentialComparison(roundTrip, name);
        foreach (var questions in traffic.TenthCold)
        {
            var ofSequential = await load.RunAsync(Job(sequential, questions) with { Once = true });
            comparison.Add(ofSequential, await load.RunAsync(Job(velro, questions) with { Once = true, PerSecond = ofSequential.PerSecond }));
        }

        return comparison;
    }

    /// <summary>One question at a time, each on a node that knows nothing: neither the key, nor the policies, nor what is asked about.</summary>
    private async Task<SequentialComparison> ColdAsync(double roundTrip, TimeSpan delay, StatementLog log, ServerProcess sequential, ServerProcess velro)
    {
        var (ofVelro, loads) = (new List<double>(), new List<int>());
        Question[] questions = [.. traffic.Warm.Take(ColdChecks)];
        foreach (var question in questions)
        {
            await topology.FlushAsync();

            // Until the node has heard of it: its polls are 25 ms apart, and one is underway.
            await Task.Delay(TimeSpan.FromMilliseconds(200) + 2 * delay);
            log.Take();
            ofVelro.Add((await load.RunAsync(Job(velro, [question]) with { Once = true, Connections = 1 })).P50);
            loads.Add(log.Take().Count(static trip => trip.IsLoad));
        }

        var ofSequential = await load.RunAsync(Job(sequential, questions) with { Once = true, Connections = 1 });
        var comparison = new SequentialComparison(roundTrip, "nothing cached, one at a time")
        {
            RoundTrips = delay > TimeSpan.Zero ? loads.CountBy(static count => count).OrderBy(static one => one.Key).ToDictionary() : null,
        };
        comparison.Add(Latencies.Of(ofSequential), Latencies.Of(ofVelro));
        return comparison;
    }

    private async Task PrepareAsync(ServerProcess sequential, ServerProcess velro)
    {
        // As often as the compiler wants before it optimises, on both.
        await load.RunAsync(Job(sequential, traffic.Warm) with { Seconds = 3 });
        await load.RunAsync(Job(velro, traffic.Warm) with { Seconds = 3 });
    }

    /// <summary>Has a node that will go ask about everything, so that what it leaves in Redis is all that the next one finds.</summary>
    private async Task FillRedisAsync(ServerProcess velro)
    {
        using var client = new AuthZenClient(velro.Address, topology.Key.Text);
        foreach (var questions in traffic.All.Chunk(500)) await client.DecideTogetherAsync(questions);
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private LoadJob Job(ServerProcess server, IEnumerable<Question> questions) => new()
    {
        Port = server.Port,
        Connections = connections,
        Requests =
        [
            .. questions.Select(question => AuthZenRequests.Request(
                AuthZenRequests.EvaluationPath,
                AuthZenRequests.BodyOf(question),
                topology.Key.Text,
                decisions[question] ? "\"decision\":true" : "\"decision\":false")),
        ],
    };

    private static async Task<double> RoundTripAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return Spread.Of(times).Median;
    }
}
