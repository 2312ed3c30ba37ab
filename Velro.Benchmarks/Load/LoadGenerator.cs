using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HdrHistogram;

namespace Velro.Benchmarks.Load;

/// <summary>
/// The generator's own process: a job a line on its standard input, a result a line on its standard output, until the input ends. Usually
/// it is a closed loop, which finds how much a server does; what a server does under the load of many users is Velro.LoadTest's question.
/// </summary>
internal static class LoadGenerator
{
    /// <summary>The command that starts it.</summary>
    public const string Command = "load-generator";

    public static async Task<int> RunAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var job = JsonSerializer.Deserialize<LoadJob>(line)!;
            Console.WriteLine(JsonSerializer.Serialize(await RunAsync(job)));
        }

        return 0;
    }

    /// <summary>Does one job.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server does not answer.</exception>
    public static async Task<LoadResult> RunAsync(LoadJob job)
    {
        (byte[] Bytes, byte[]? Expected)[] requests =
            [.. job.Requests.Select(static request => (request.Bytes, request.Expected is { } text ? Encoding.UTF8.GetBytes(text) : null))];
        var count = job.Once ? Math.Min(job.Connections, requests.Length) : job.Connections;
        var begin = Stopwatch.GetTimestamp();
        var end = job.Once ? long.MaxValue : begin + (long)(job.Seconds * Stopwatch.Frequency);
        var interval = job.PerSecond > 0 ? (long)(count / job.PerSecond * Stopwatch.Frequency) : 0;
        LoadConnection[] connections =
        [
            .. Enumerable.Range(0, count).Select(i =>
                new LoadConnection(requests, FirstOf(i), job.Once ? FirstOf(i + 1) - FirstOf(i) : long.MaxValue, end, interval)),
        ];
        try
        {
            int[] ports = [job.Port, .. job.Others];
            for (var i = 0; i < connections.Length; i++) connections[i].Connect(ports[i % ports.Length]);
            foreach (var connection in connections) connection.Start();
            await Task.WhenAll(connections.Select(static connection => connection.Done));
            return ResultOf(connections, Stopwatch.GetElapsedTime(begin));
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }

        int FirstOf(int connection) => (int)((long)connection * requests.Length / count);
    }

    private static LoadResult ResultOf(LoadConnection[] connections, TimeSpan elapsed)
    {
        var latencies = new LongHistogram(1, 600_000_000, 3);
        foreach (var connection in connections) latencies.Add(connection.Latencies);
        return new LoadResult
        {
            Requests = latencies.TotalCount,
            Wrong = connections.Sum(static connection => connection.Wrong),
            FirstWrong = connections.Select(static connection => connection.FirstWrong).FirstOrDefault(static wrong => wrong is not null),
            Seconds = elapsed.TotalSeconds,
            P50 = At(50),
            P95 = At(95),
            P99 = At(99),
        };

        double At(double percentile) => latencies.GetValueAtPercentile(percentile) / 10.0;
    }
}
