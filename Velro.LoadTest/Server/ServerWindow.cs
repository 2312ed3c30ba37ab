using System.Globalization;

namespace Velro.LoadTest.Server;

/// <summary>Makes figures from two scrapes. The names are those of docs/telemetry.md, and of OpenTelemetry's conventions.</summary>
internal static class ServerWindow
{
    private const string Statement = "db_client_operation_duration_seconds";
    private const string Requests = "http_server_request_duration_seconds";
    private const string PoolName = "db_client_connection_pool_name";

    public static ServerFigures Between(MetricsSnapshot since, MetricsSnapshot until)
    {
        var seconds = (until.At - since.At).TotalSeconds;
        var statements = until.Growth(since, $"{Statement}_count", IsNotFeed);
        return new ServerFigures
        {
            At = until.At.TotalSeconds,
            Seconds = seconds,
            Processors = until.Growth(since, "dotnet_process_cpu_time_seconds_total") / seconds,
            WorkingSetBytes = until.Sum("dotnet_process_memory_working_set_bytes"),
            HeapBytes = until.Sum("dotnet_gc_last_collection_heap_size_bytes"),
            PauseShare = until.Growth(since, "dotnet_gc_pause_time_seconds_total") / seconds,
            AllocatedBytesPerSecond = until.Growth(since, "dotnet_gc_heap_total_allocated_bytes_total") / seconds,
            Reads = until.GrowthBy(since, "velro_cache_reads_total", static series => series.Label("velro_cache_tier") ?? ""),
            CacheBytes = until.Sum("velro_cache_bytes"),
            CacheEntries = until.Sum("velro_cache_entries"),
            StatementsPerSecond = statements / seconds,
            StatementMean = Mean(until, since, Statement, IsNotFeed) ?? 0,
            StatementP95 = Quantile(until, since, Statement, 0.95, IsNotFeed),
            PoolUsed = ByPool(until.Of("db_client_connection_count", static series => series.Label("db_client_connection_state") == "used")),
            PoolMaximum = ByPool(until.Of("db_client_connection_max")),
            HttpConnections = until.Sum("kestrel_active_connections"),
            CheckMean = Mean(until, since, Requests, static series => series.Label("http_route")?.TrimStart('/') == "access/v1/evaluation"),
            HashMean = Mean(until, since, "velro_passwords_hashing_seconds"),
            Differences = until.Of("velro_consistency_differences_total").Any() ? until.Growth(since, "velro_consistency_differences_total") : null,
            CacheEfficiency = until.Of("velro_cache_efficiency").Any()
                ? until.Of("velro_cache_efficiency").Average(static series => series.Value)
                : null,
        };
    }

    /// <summary>The time that a share of what a histogram counted took at most, in milliseconds, interpolated within its bucket.</summary>
    public static double Quantile(
        MetricsSnapshot until, MetricsSnapshot since, string histogram, double share, Func<MetricSeries, bool>? where = null)
    {
        var buckets = until.GrowthBy(since, $"{histogram}_bucket", static series => series.Label("le") ?? "", where)
            .Select(static bucket => (Bound: Bound(bucket.Key), Count: bucket.Value))
            .OrderBy(static bucket => bucket.Bound)
            .ToArray();
        if (buckets.Length == 0 || buckets[^1].Count == 0) return 0;

        var wanted = share * buckets[^1].Count;
        var (lower, below) = (0.0, 0.0);
        foreach (var (bound, count) in buckets)
        {
            if (count >= wanted)
            {
                if (double.IsPositiveInfinity(bound)) return lower * 1000;
                return (lower + ((bound - lower) * (wanted - below) / Math.Max(count - below, 1e-9))) * 1000;
            }

            (lower, below) = (bound, count);
        }

        return lower * 1000;
    }

    private static double? Mean(MetricsSnapshot until, MetricsSnapshot since, string histogram, Func<MetricSeries, bool>? where = null)
    {
        var count = until.Growth(since, $"{histogram}_count", where);
        return count == 0 ? null : until.Growth(since, $"{histogram}_sum", where) / count * 1000;
    }

    /// <summary>The feed is polled all the time, whatever is asked: its statements would dress up the others.</summary>
    private static bool IsNotFeed(MetricSeries series) => series.Label(PoolName) != "feed";

    private static Dictionary<string, double> ByPool(IEnumerable<MetricSeries> series) => series
        .GroupBy(static one => one.Label(PoolName) ?? "")
        .ToDictionary(static pool => pool.Key, static pool => pool.Sum(static one => one.Value));

    private static double Bound(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
