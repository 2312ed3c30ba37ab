using Velro.Benchmarks.Load;
using Velro.Benchmarks.Sequential;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>
/// Questions that meet nothing cached, neither in the process nor in Redis: before each, everything is flushed. Whoever is compared takes
/// turns, question by question.
/// </summary>
internal sealed class ColdRounds(BenchmarkTopology topology, LoadClient load)
{
    /// <summary>Until a node has heard of a flush: its polls are 25 ms apart, one is underway, and the machine is busy.</summary>
    private static readonly TimeSpan UntilHeard = TimeSpan.FromMilliseconds(120);

    /// <summary>Asks each of <paramref name="asked"/> so many questions.</summary>
    /// <param name="count">How many.</param>
    /// <param name="asked">The servers with how to reach their databases and with what is asked.</param>
    /// <returns>The latencies of each, in milliseconds.</returns>
    public async Task<IReadOnlyList<Latencies>> RunAsync(int count, params ColdAsked[] asked)
    {
        var latencies = asked.Select(static _ => new List<double>()).ToArray();
        for (var i = 0; i < count; i++)
        {
            foreach (var database in asked.Select(static one => one.Database).Distinct()) await topology.FlushAsync(database);
            await Task.Delay(UntilHeard);
            for (var j = 0; j < asked.Length; j++)
            {
                // Two of the same database would find in Redis what the other one loaded.
                var next = (i + j) % asked.Length;
                if (j > 0 && asked.Take(next).Concat(asked.Skip(next + 1)).Any(other => other.Database == asked[next].Database))
                {
                    await topology.FlushAsync(asked[next].Database);
                    await Task.Delay(UntilHeard);
                }

                var request = asked[next].Requests[i % asked[next].Requests.Count];
                var job = new LoadJob { Port = asked[next].Server.Port, Connections = 1, Once = true, Requests = [request] };
                latencies[next].Add((await load.RunAsync(job)).P50);
            }
        }

        return [.. latencies.Select(static of => Latencies.Of(of))];
    }
}

/// <summary>A server that is asked cold.</summary>
internal sealed record ColdAsked(ServerProcess Server, string Database, IReadOnlyList<LoadRequest> Requests);
