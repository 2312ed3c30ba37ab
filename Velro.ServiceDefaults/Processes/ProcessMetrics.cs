using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Velro.ServiceDefaults.Processes;

/// <summary>
/// What a process says of itself (meter <c>Velro.Process</c>): how much memory it may use, and how its parts are, as <c>/health</c> would say
/// it. Of who scrapes metrics nobody asks who they are, so that names and states are all that is told.
/// </summary>
internal sealed class ProcessMetrics : IHealthCheckPublisher
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Velro.Process";

    private const string Part = "velro.health.part";

    private volatile HealthReport? _report;

    public ProcessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "velro.process.memory.limit", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "By", "The memory that the process may use.");
        meter.CreateObservableGauge(
            "velro.health.status", Statuses, "1", "How a part of the process was when it was last looked at: 1 healthy, 0.5 degraded, 0 unhealthy.");
    }

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _report = report;
        return Task.CompletedTask;
    }

    private IEnumerable<Measurement<double>> Statuses() => _report?.Entries.Select(static entry =>
        new Measurement<double>(ValueOf(entry.Value.Status), new KeyValuePair<string, object?>(Part, entry.Key))) ?? [];

    private static double ValueOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => 1,
        HealthStatus.Degraded => 0.5,
        _ => 0,
    };
}
