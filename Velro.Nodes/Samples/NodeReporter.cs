using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Nodes;
using Velro.Nodes.Foresight;

namespace Velro.Nodes.Samples;

/// <summary>
/// Says every few seconds how this process is, and every few minutes what it did, aside from all requests. While the database is away samples wait,
/// so many, and nothing else does; what had to go is counted and logged.
/// </summary>
public sealed partial class NodeReporter : BackgroundService
{
    private readonly NodeStatuses _statuses;
    private readonly ForecastMonitor _forecasts;
    private readonly NodeTable _table;
    private readonly TimeProvider _time;
    private readonly SampleOptions _options;
    private readonly ILogger<NodeReporter> _logger;
    private readonly Counter<long> _written;
    private readonly Counter<long> _lost;
    private readonly Queue<NodeSample> _waiting = new();
    private NodeStatus? _sampled;
    private NodeStatus? _forecast;
    private bool _isAway;

    /// <summary>Makes the reporter and its instruments.</summary>
    public NodeReporter(
        NodeStatuses statuses, ForecastMonitor forecasts, NodeTable table, IMeterFactory meters, TimeProvider time, IOptions<SampleOptions> options,
        ILogger<NodeReporter> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(options);
        (_statuses, _forecasts, _table, _time, _options, _logger) = (statuses, forecasts, table, time, options.Value, logger);
        var meter = meters.Create(NodeServices.MeterName);
        _written = meter.CreateCounter<long>("velro.samples.written", "{sample}", "Samples of this process that were written to the database.");
        _lost = meter.CreateCounter<long>("velro.samples.lost", "{sample}", "Samples that went unwritten, as the database was away for too long.");
        _lost.Add(0);
    }

    /// <summary>Looks at the process, and says what is due.</summary>
    /// <returns>Whether the database took it.</returns>
    public async Task<bool> ReportOnceAsync(CancellationToken cancellation)
    {
        var now = _statuses.Own();
        if (_forecast is null || now.At - _forecast.At >= Forecaster.Interval - (_options.StatusInterval / 2))
        {
            _forecasts.Take(now);
            _forecast = now;
        }

        var since = _sampled?.At ?? now.StartedAt;
        if (now.At - since >= _options.SampleInterval)
        {
            Keep(NodeSample.Between(_sampled, now));
            _sampled = now;
        }

        return await WriteAsync(now, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.StatusInterval, _time);
        do
        {
            try
            {
                await ReportOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // To tell of others is no reason to end them.
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Keep(NodeSample sample)
    {
        if (_waiting.Count == _options.WaitingSamples)
        {
            _waiting.Dequeue();
            _lost.Add(1);
        }

        _waiting.Enqueue(sample);
    }

    private async Task<bool> WriteAsync(NodeStatus now, CancellationToken cancellation)
    {
        try
        {
            await _table.PutStatusAsync(now.Node, now.At, NodeJson.Write(now), cancellation);
            while (_waiting.TryPeek(out var sample))
            {
                await _table.AddSampleAsync(sample.Node, sample.To, NodeJson.Write(sample), cancellation);
                _waiting.Dequeue();
                _written.Add(1);
            }

            if (_isAway) LogBack();
            _isAway = false;
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException && !cancellation.IsCancellationRequested)
        {
            if (!_isAway) LogAway(exception.Message);
            _isAway = true;
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What this process says of itself cannot be written: {Cause} Samples wait; nothing else does.")]
    private partial void LogAway(string cause);

    [LoggerMessage(2, LogLevel.Information, "What this process says of itself is written again.")]
    private partial void LogBack();

    [LoggerMessage(3, LogLevel.Error, "What this process says of itself could not be made.")]
    private partial void LogFailed(Exception exception);
}
