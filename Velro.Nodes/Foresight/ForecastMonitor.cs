using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Velro.Nodes.Samples;

namespace Velro.Nodes.Foresight;

/// <summary>
/// Looks ahead for this process, and warns before a limit is reached: in the log, in metrics (meter <c>Velro.Nodes</c>) and in the statuses of
/// nodes.
/// </summary>
public sealed partial class ForecastMonitor
{
    private const string QuantityTag = "velro.forecast.quantity";

    private readonly Dictionary<ForecastQuantity, Watched> _watched = ForecastQuantities.All.ToDictionary(
        static quantity => quantity, static quantity => new Watched());

    private readonly ForecastOptions _limits;
    private readonly Counter<long> _warnings;
    private readonly ILogger<ForecastMonitor> _logger;
    private NodeStatus? _before;

    /// <summary>Makes the monitor and its instruments.</summary>
    public ForecastMonitor(IMeterFactory meters, Microsoft.Extensions.Options.IOptions<ForecastOptions> options, ILogger<ForecastMonitor> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(options);
        (_limits, _logger) = (options.Value, logger);
        var meter = meters.Create(NodeServices.MeterName);
        meter.CreateObservableGauge(
            "velro.forecast.exhaustion", Observe, "s", "The time until a limit is reached if the trend goes on; absent where there is no trend.");
        _warnings = meter.CreateCounter<long>("velro.forecast.warnings", "{warning}", "Times that a trend was found which reaches a limit soon.");
        foreach (var quantity in ForecastQuantities.All) _warnings.Add(0, Tag(quantity));
    }

    /// <summary>What lies ahead.</summary>
    public IReadOnlyList<ForecastStatus> Statuses
    {
        get
        {
            lock (_watched)
            {
                return
                [
                    .. _watched.Select(static one => new ForecastStatus(
                        ForecastQuantities.NameOf(one.Key), Finite(one.Value.Share), one.Value.Forecaster.Exhaustion?.TotalSeconds,
                        one.Value.Forecaster.IsWarning, one.Value.Warnings, one.Value.WarnedAt)),
                ];
            }
        }
    }

    /// <summary>Takes what the process says of itself, each <see cref="Forecaster.Interval"/>.</summary>
    public void Take(NodeStatus now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (!_limits.Enabled) return;
        lock (_watched)
        {
            if (_before is { } before)
            {
                foreach (var (quantity, share) in ForecastInputs.Of(before, now, _limits)) Take(quantity, share, now.At);
            }

            _before = now;
        }
    }

    private void Take(ForecastQuantity quantity, double share, DateTimeOffset at)
    {
        var watched = _watched[quantity];
        watched.Share = share;
        var wasWarning = watched.Forecaster.IsWarning;
        if (watched.Forecaster.Take(at.ToUnixTimeMilliseconds() / 1000.0, share))
        {
            watched.Warnings++;
            watched.WarnedAt = at;
            _warnings.Add(1, Tag(quantity));
            LogWarning(ForecastQuantities.NameOf(quantity), share, watched.Forecaster.Exhaustion!.Value);
        }
        else if (wasWarning && !watched.Forecaster.IsWarning)
        {
            LogOver(ForecastQuantities.NameOf(quantity), share);
        }
    }

    private Measurement<double>[] Observe()
    {
        lock (_watched)
        {
            return
            [
                .. _watched.Where(static one => one.Value.Forecaster.Exhaustion is not null)
                    .Select(static one => new Measurement<double>(one.Value.Forecaster.Exhaustion!.Value.TotalSeconds, Tag(one.Key))),
            ];
        }
    }

    private static KeyValuePair<string, object?> Tag(ForecastQuantity quantity) => new(QuantityTag, ForecastQuantities.NameOf(quantity));

    private static double? Finite(double share) => double.IsFinite(share) ? share : null;

    [LoggerMessage(1, LogLevel.Warning, "If it goes on so, {Quantity} reaches its limit in {Left}; it is at {Share:P0} of it.")]
    private partial void LogWarning(string quantity, double share, TimeSpan left);

    [LoggerMessage(2, LogLevel.Information, "{Quantity} no longer nears its limit; it is at {Share:P0} of it.")]
    private partial void LogOver(string quantity, double share);

    private sealed class Watched
    {
        public Forecaster Forecaster { get; } = new();

        public double Share { get; set; } = double.NaN;

        public long Warnings { get; set; }

        public DateTimeOffset? WarnedAt { get; set; }
    }
}
