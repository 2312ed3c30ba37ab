using System.Collections.Concurrent;

namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>The processes that have sent telemetry.</summary>
internal sealed class TelemetrySources(TelemetryLimits limits)
{
    private readonly ConcurrentDictionary<(string Service, string Instance), TelemetrySource> _sources = [];
    private readonly Lock _gate = new();

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<TelemetrySource> All =>
        [.. _sources.Values.OrderBy(source => source.DisplayName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The source that says this of itself; null when there are too many already.</summary>
    public TelemetrySource? Find(KeyValuePair<string, string>[] attributes)
    {
        var (service, instance) = ("unknown_service", "");
        foreach (var (key, value) in attributes)
        {
            if (key == "service.name") service = value;
            else if (key == "service.instance.id") instance = value;
        }

        return _sources.TryGetValue((service, instance), out var known) ? known : Add(service, instance, attributes);
    }

    private TelemetrySource? Add(string service, string instance, KeyValuePair<string, string>[] attributes)
    {
        lock (_gate)
        {
            if (_sources.TryGetValue((service, instance), out var known)) return known;
            if (_sources.Count >= limits.MaxResourceCount) return null;
            var source = _sources[(service, instance)] = new TelemetrySource(service, instance, attributes);
            var siblings = _sources.Values.Where(other => other.Service == service).ToList();
            if (siblings.Count > 1)
            {
                foreach (var sibling in siblings) sibling.DisplayName = NameOf(sibling);
            }

            return source;
        }
    }

    // The host's replica ids begin with the service's name or are the suffix alone.
    private static string NameOf(TelemetrySource source) =>
        source.Instance.Length == 0 || source.Instance.StartsWith(source.Service, StringComparison.OrdinalIgnoreCase)
            ? source.Instance.Length == 0 ? source.Service : source.Instance
            : $"{source.Service}-{source.Instance}";
}
