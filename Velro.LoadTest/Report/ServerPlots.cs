using Velro.LoadTest.Results;
using Velro.LoadTest.Server;

namespace Velro.LoadTest.Report;

/// <summary>What the server said of itself, drawn.</summary>
internal static class ServerPlots
{
    private const double Mebibyte = 1 << 20;

    public static IEnumerable<Plot> All(LoadResult result)
    {
        var samples = result.ServerSamples;
        yield return LoadPlots.Over(result, "Hit ratio by tier", "% of the contexts that reached the tier",
        [
            Line("in the process (l0, l1)", static one => Ratio(one, ["l0", "l1"], ["l0", "l1", "l2", "l3"])),
            Line("of it, the memo (l0)", static one => Ratio(one, ["l0"], ["l0", "l1", "l2", "l3"])),
            Line("Redis (l2)", static one => Ratio(one, ["l2"], ["l2", "l3"])),
        ]);
        yield return LoadPlots.Over(result, "Contexts read, by tier", "per second",
            [.. ((string[])["l0", "l1", "l2", "l3"]).Select(tier => Line(tier, one => one.Reads.GetValueOrDefault(tier) / one.Seconds))]);
        yield return LoadPlots.Over(result, "Processors", "% of the machine's",
        [
            Line("the machine", static one => 100 * one.MachineProcessors),
            Line("the scraped processes", one => 100 * one.Processors / result.Machine.Processors),
        ]);
        yield return LoadPlots.Over(result, "Memory", "MiB",
        [
            Line("working set", static one => one.WorkingSetBytes / Mebibyte),
            Line("managed heap", static one => one.HeapBytes / Mebibyte),
            Line("cached contexts", static one => one.CacheBytes / Mebibyte),
        ]);
        yield return LoadPlots.Over(result, "Garbage collection", "% of the time stopped", [Line("pauses", static one => 100 * one.PauseShare)]);
        yield return LoadPlots.Over(
            result, "Allocations", "MiB per second", [Line("allocated", static one => one.AllocatedBytesPerSecond / Mebibyte)]);
        yield return LoadPlots.Over(result, "Database: time of a statement", "ms, without the change feed's",
            [Line("mean", static one => one.StatementMean), Line("P95", static one => one.StatementP95)]);
        yield return LoadPlots.Over(
            result, "Database: statements", "per second, without the change feed's", [Line("statements", static one => one.StatementsPerSecond)]);
        var pools = samples.SelectMany(static one => one.PoolUsed.Keys).Distinct().Order();
        yield return LoadPlots.Over(result, "Connections in use, by pool", "",
            [.. pools.Select(pool => Line(PoolName(pool), one => one.PoolUsed.GetValueOrDefault(pool)))]);
        yield return LoadPlots.Over(result, "HTTP connections", "", [Line("open", static one => one.HttpConnections)]);

        PlotLine Line(string name, Func<ServerFigures, double?> figure) =>
            new(name, [.. samples.Select(one => (one.At, figure(one))).Where(static point => point.Item2 is not null).Select(static point => (point.At, point.Item2!.Value))]);

        string PoolName(string pool) => samples[^1].PoolMaximum.TryGetValue(pool, out var maximum) ? $"{pool} (of {maximum:0})" : pool;
    }

    private static double? Ratio(ServerFigures figures, string[] part, string[] whole)
    {
        var all = whole.Sum(tier => figures.Reads.GetValueOrDefault(tier));
        return all == 0 ? null : 100 * part.Sum(tier => figures.Reads.GetValueOrDefault(tier)) / all;
    }
}
