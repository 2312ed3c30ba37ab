using System.Diagnostics;
using Npgsql;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Sequential;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Scale;

/// <summary>What it costs nodes to follow the change feed while nobody asks anything, and how soon a change counts.</summary>
/// <param name="ProcessorMicroseconds">The processor time of an idle node for each poll, with all else that an idle node does.</param>
/// <param name="PollMilliseconds">How long a poll takes, from the node to the database and back.</param>
/// <param name="Visible">From the end of the change's commit until the node answers by it, in milliseconds. No hint is sent.</param>
internal sealed record FeedCost(double ProcessorMicroseconds, double PollMilliseconds, Latencies Visible)
{
    private const string Statement = "db_client_operation_duration_seconds";
    private const string OfFeed = "pool_name=\"feed\"";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    /// <summary>A change that is not seen after so long never will be.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Measures several nodes at the same time, and then how soon a change counts, one node after the other, change by change.</summary>
    public static async Task<IReadOnlyList<FeedCost>> MeasureAsync(int changes, params FeedMeasured[] nodes)
    {
        var before = await Task.WhenAll(nodes.Select(ReadAsync));
        await Task.Delay(Idle);
        var after = await Task.WhenAll(nodes.Select(ReadAsync));

        var visible = nodes.Select(static _ => new List<double>()).ToArray();
        for (var i = 0; i < changes; i++)
        {
            for (var j = 0; j < nodes.Length; j++) visible[j].Add(await ChangeAsync(nodes[j], isSuspended: i % 2 == 0));
        }

        return
        [
            .. nodes.Select((_, i) => new FeedCost(
                (after[i].Processor - before[i].Processor).TotalMicroseconds / (after[i].Polls - before[i].Polls),
                1000 * (after[i].Seconds - before[i].Seconds) / (after[i].Polls - before[i].Polls),
                Latencies.Of(visible[i]))),
        ];
    }

    private static async Task<(TimeSpan Processor, double Polls, double Seconds)> ReadAsync(FeedMeasured node) => (
        ProcessorTime.Of(node.Server.Id),
        await node.Server.MetricAsync($"{Statement}_count", OfFeed) ?? throw new InvalidOperationException("The node does not tell how often it polled."),
        await node.Server.MetricAsync($"{Statement}_sum", OfFeed) ?? throw new InvalidOperationException("The node does not tell how long it polled."));

    /// <summary>Suspends the user of a question that is permitted, or makes them active again, and asks until the answer is by that.</summary>
    /// <returns>How long it took, in microseconds.</returns>
    private static async Task<double> ChangeAsync(FeedMeasured node, bool isSuspended)
    {
        await using var command = node.Database.CreateCommand("update public.users set state = $1 where id = $2");
        command.Parameters.AddWithValue(isSuspended ? "suspended" : "active");
        command.Parameters.AddWithValue(node.Question.UserId);
        await command.ExecuteNonQueryAsync();
        var begin = Stopwatch.GetTimestamp();
        while ((await node.Client.DecideAsync([node.Question]))[0] == isSuspended)
        {
            if (Stopwatch.GetElapsedTime(begin) > Longest) throw new InvalidOperationException("A change is never seen.");
        }

        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
    }
}

/// <summary>A node whose feed is measured.</summary>
/// <param name="Server">The node.</param>
/// <param name="Database">Its database.</param>
/// <param name="Client">Asks it.</param>
/// <param name="Question">What is permitted while its user is active.</param>
internal sealed record FeedMeasured(ServerProcess Server, NpgsqlDataSource Database, AuthZenClient Client, Question Question);
