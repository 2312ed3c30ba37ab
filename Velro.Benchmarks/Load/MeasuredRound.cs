using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Load;

/// <summary>One server under load for a while, from both sides.</summary>
internal sealed record MeasuredRound
{
    /// <summary>Answers a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>The processor time of the server for a request, in microseconds; what it does beside requests counts too.</summary>
    public required double ProcessorMicroseconds { get; init; }

    /// <summary>The bytes that the server allocated for a request; null: it is none of .NET's.</summary>
    public required double? AllocatedBytes { get; init; }

    /// <summary>Latencies as the client saw them, in microseconds.</summary>
    public required double P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required double P95 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required double P99 { get; init; }

    public static async Task<MeasuredRound> RunAsync(LoadClient load, ServerProcess server, LoadJob job)
    {
        var before = await server.UsageAsync();
        var result = await load.RunAsync(job);
        var after = await server.UsageAsync();
        return new MeasuredRound
        {
            PerSecond = result.PerSecond,
            ProcessorMicroseconds = (after.Processor - before.Processor).TotalMicroseconds / result.Requests,
            AllocatedBytes = (after.Allocated - before.Allocated) / result.Requests,
            P50 = result.P50,
            P95 = result.P95,
            P99 = result.P99,
        };
    }
}
