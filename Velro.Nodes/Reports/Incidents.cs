using Velro.Nodes.Samples;

namespace Velro.Nodes.Reports;

/// <summary>Finds in samples what went wrong, or nearly did.</summary>
internal static class Incidents
{
    public static IReadOnlyList<ReportedIncident> Of(IReadOnlyCollection<NodeSample> samples, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. samples.SelectMany(Of)
            .Concat(Silences.Of(samples, from, to).Select(static gap => new ReportedIncident(
                gap.From, gap.To, null, "silence", "No node of the API told anything: it did not run, or the database was away for too long.")))
            .OrderBy(static incident => incident.From).ThenBy(static incident => incident.Node, StringComparer.Ordinal),
    ];

    private static IEnumerable<ReportedIncident> Of(NodeSample sample)
    {
        // A node that starts is in no mode, then in the current one: that is no incident.
        var modes = sample.Counters.SumBy("velro.clock.mode.changes", "velro.clock.mode");
        foreach (var (mode, times) in modes.Where(static one => one.Key != "Current" && one.Value > 0))
        {
            yield return Incident(mode == "Degraded" ? "degraded" : "stopped", mode == "Degraded"
                ? $"Answers were degraded, {Times(times)}: the database was not heard of."
                : $"Answers stopped, {Times(times)}: the clock was {mode}.");
        }

        if (modes.Count == 0 && sample.ClockMode is { } lasting and not "Current")
            yield return Incident(lasting == "Degraded" ? "degraded" : "stopped", $"The clock was {lasting} all the while.");

        if (sample.Counters.Sum("velro.cache.shared.failures", ("error.type", "breaker")) is > 0 and var kept)
            yield return Incident("breaker", $"Redis was left alone: {Figures.Count(kept)} calls were not made.");
        if (sample.Counters.Sum("velro.consistency.differences") is > 0 and var different)
            yield return Incident("difference", $"The caches and the database gave different answers, {Times(different)}.");
        if (sample.Counters.Sum("velro.decisions.lost") is > 0 and var lost)
            yield return Incident("loss", $"{Figures.Count(lost)} decision records were lost.");
        if (sample.Counters.Sum("velro.samples.lost") is > 0 and var unwritten)
            yield return Incident("loss", $"{Figures.Count(unwritten)} samples of this report were lost.");
        if (sample.Counters.Sum("velro.cache.payloads.forged") is > 0 and var forged)
            yield return Incident("forged", $"Somebody else wrote to Redis, {Times(forged)}.");
        foreach (var quantity in sample.Warnings)
            yield return Incident("forecast", $"The trend of {quantity} was found to reach its limit soon.");

        ReportedIncident Incident(string kind, string text) => new(sample.From, sample.To, sample.Node, kind, text);
    }

    private static string Times(double times) => times == 1 ? "once" : $"{Figures.Count(times)} times";
}
