using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Velro.Caching;

namespace Velro.Tests.Integration.Caching;

/// <summary>What one node's caches have measured. Each node has a meter factory of its own, so that the tests beside it do not count.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly ConcurrentDictionary<string, long> _observed = new();
    private readonly MeterListener _listener = new();

    public Measurements(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != CacheMetrics.MeterName || instrument.Meter.Scope != meters) return;

            // What is counted on the warm path would be told on it, at a cost that HotPathTests would see.
            if (instrument.Name.StartsWith("velro.cache.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.Start();
    }

    /// <summary>What an instrument says, of all measurements that have these tag values.</summary>
    public long Of(string instrument, params string[] tags)
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return _sums.Concat(_observed)
            .Where(one => one.Key.Split('|')[0] == instrument && tags.All(tag => one.Key.Split('|').Contains(tag)))
            .Sum(static one => one.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = instrument.Name;
        foreach (var tag in tags) key += "|" + tag.Value;
        if (instrument.IsObservable) _observed[key] = value;
        else _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
    }
}
