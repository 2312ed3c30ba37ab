using Microsoft.Extensions.Options;
using Velro.Data.Nodes;
using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>Makes reports of what the database has of a period.</summary>
public sealed class ReportSource(NodeTable table, IOptions<ReportTargets> targets, TimeProvider time)
{
    /// <summary>What a process of the API is called.</summary>
    public const string ApiProcess = "authapi";

    /// <summary>What the warmer is called.</summary>
    public const string WarmerProcess = "warmer";

    /// <summary>The report of a period.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database did not answer.</exception>
    public async Task<PerformanceReport> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var samples = await table.SamplesAsync(from, to, cancellation);
        return ReportBuilder.Build([.. samples.Select(NodeJson.Read<NodeSample>).OfType<NodeSample>()], from, to, time.GetUtcNow(), targets.Value);
    }
}
