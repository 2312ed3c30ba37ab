using Microsoft.Extensions.Hosting;
using Velro.Authorization.Entities;
using Velro.Data.Audit;
using Velro.Data.Transactions;

namespace Velro.Caching.Tiers;

/// <summary>
/// Tells the audit trail of forged payloads (DESIGN.md section 4: a bad tag is a security event): one event in ten seconds at most, with how
/// many there were, so that who can write to Redis cannot fill the trail.
/// </summary>
internal sealed class ForgeryReporter(ForgedPayloads forged, Store store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly EntityRef SharedCache = new("cache", "shared");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ReportAsync(stoppingToken);
    }

    /// <summary>Tells what there is to tell. While the database is away, it is told later.</summary>
    internal async Task ReportAsync(CancellationToken cancellation)
    {
        if (forged.Take() is not { } taken) return;
        try
        {
            await store.WriteAsync(
                async transaction =>
                {
                    var details = new Dictionary<string, object?> { ["payloads"] = taken.Count, ["lastPlace"] = taken.Key };
                    await AuditEvents.RecordBySystemAsync(transaction, "cache", "cache.payload_forged", SharedCache, details);
                    return true;
                },
                cancellation);
        }
        catch (StoreUnavailableException)
        {
            forged.Return(taken);
        }
    }
}
