using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Pools;
using Velro.Data.Tracing;
using Velro.Data.Turns;
using Velro.Data.Views;

namespace Velro.Warmer.Views;

/// <summary>
/// Keeps the rows of the maintained views right, while it has the turn: what is marked first; then what is missing, after a start or when
/// somebody asked for all of it; and now and then a sample that is compared with the base tables.
/// </summary>
internal sealed partial class RowKeeper(
    [FromKeyedServices(PoolNames.Analytics)] NpgsqlDataSource source,
    IOptions<ViewOptions> options,
    ViewMetrics metrics,
    TimeProvider time,
    ILogger<RowKeeper> logger) : IAsyncDisposable
{
    private readonly Dictionary<string, Sweep> _sweeps = [];
    private readonly Dictionary<string, string> _sampledTo = [];
    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.rows", time);
    private SessionTurn? _turn;
    private DateTimeOffset _nextSample;

    /// <summary>Does what there is to do, up to a limit, if nobody else has the turn.</summary>
    /// <returns>Whether this one has it.</returns>
    /// <exception cref="NpgsqlException">The database did not answer; the turn is given up.</exception>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        using var span = _span.Begin();
        try
        {
            if (_turn is null && !await TakeTurnAsync(cancellation)) return false;
            await ComputeMarkedAsync(_turn!, cancellation);
            var refreshes = new ViewRefreshes(_turn!);
            var views = await refreshes.ReadAsync(cancellation);
            foreach (var view in ViewNames.Maintained) await SweepAsync(_turn!, refreshes, views[view], cancellation);
            await SampleAsync(_turn!, refreshes, cancellation);
            metrics.Tell(await refreshes.ReadBacklogAsync(cancellation), [.. views.Values]);
            return true;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives up the turn.</summary>
    public async ValueTask DisposeAsync()
    {
        metrics.Tell(null, []);
        if (_turn is null) return;
        await _turn.DisposeAsync();
        _turn = null;
    }

    private async Task<bool> TakeTurnAsync(CancellationToken cancellation)
    {
        _turn = await SessionTurn.TryTakeAsync(source, SessionTurn.Rows, options.Value.LongestSilence, cancellation);
        if (_turn is null) return false;
        LogTurn();

        var foreign = await new RowUpkeep(_turn).DropForeignAsync(cancellation);
        if (foreign > 0) LogForeign(foreign);
        foreach (var view in ViewNames.Maintained) _sweeps[view] = new Sweep(isRebuild: false, request: null);
        return true;
    }

    private async Task ComputeMarkedAsync(SessionTurn turn, CancellationToken cancellation)
    {
        for (var batch = 0; batch < options.Value.BatchesPerPass; batch++)
        {
            var begin = Stopwatch.GetTimestamp();
            var pass = await new RowUpkeep(turn).PassAsync(options.Value.BatchSize, cancellation);
            foreach (var (view, rows) in pass.Computed) metrics.WasComputed(view, rows);
            if (pass.Spread > 0 || pass.Computed.Count > 0) metrics.PassTook(Stopwatch.GetElapsedTime(begin));
            if (!pass.IsMore) break;
        }
    }

    /// <summary>Goes on through all entities of a view, when there is a reason to.</summary>
    private async Task SweepAsync(SessionTurn turn, ViewRefreshes refreshes, ViewRefresh view, CancellationToken cancellation)
    {
        if (view.RequestedAt is not null && !(_sweeps.TryGetValue(view.Name, out var going) && going.Request == view.RequestedAt))
            _sweeps[view.Name] = new Sweep(isRebuild: true, view.RequestedAt);
        if (!_sweeps.TryGetValue(view.Name, out var sweep)) return;

        for (var batch = 0; batch < options.Value.BatchesPerPass; batch++)
        {
            var last = sweep.IsRebuild
                ? await new RowUpkeep(turn).RebuildAsync(view.Name, sweep.After, options.Value.BatchSize, cancellation)
                : await CompareAsync(turn, refreshes, view.Name, sweep.After, options.Value.BatchSize, cancellation);
            if (last is null)
            {
                var duration = Stopwatch.GetElapsedTime(sweep.Begin);
                await refreshes.EndAsync(view with { RequestedAt = sweep.Request }, time.GetUtcNow(), duration, cancellation);
                metrics.RefreshTook(view.Name, duration);
                _sweeps.Remove(view.Name);
                return;
            }

            sweep.After = last;
        }
    }

    private async Task SampleAsync(SessionTurn turn, ViewRefreshes refreshes, CancellationToken cancellation)
    {
        if (time.GetUtcNow() < _nextSample) return;
        _nextSample = time.GetUtcNow() + options.Value.ComparisonInterval;
        foreach (var view in ViewNames.Maintained)
        {
            var after = _sampledTo.GetValueOrDefault(view, "");
            _sampledTo[view] = await CompareAsync(turn, refreshes, view, after, options.Value.SampleSize, cancellation) ?? "";
        }
    }

    private async Task<string?> CompareAsync(
        SessionTurn turn, ViewRefreshes refreshes, string view, string after, int limit, CancellationToken cancellation)
    {
        var compared = await new RowUpkeep(turn).CompareAsync(view, after, limit, cancellation);
        if (compared.Filled > 0) metrics.WasComputed(view, compared.Filled);
        if (compared.Drifted.Count > 0)
        {
            metrics.Drifted(view, compared.Drifted.Count);
            LogDrift(compared.Drifted.Count, view, compared.Drifted[0]);
            await refreshes.AddDriftAsync(view, compared.Drifted.Count, time.GetUtcNow(), cancellation);
        }

        return compared.LastId;
    }

    [LoggerMessage(1, LogLevel.Information, "This warmer keeps the precomputed rows from now on.")]
    private partial void LogTurn();

    [LoggerMessage(2, LogLevel.Warning,
        "{Rows} precomputed rows are of another server's future, as after a restore. They were dropped and are computed again.")]
    private partial void LogForeign(int rows);

    [LoggerMessage(3, LogLevel.Error,
        "{Rows} rows of {View} were not what the base tables say, and were repaired; the first is of {Entity}. Searches may have missed " +
        "something, and decisions were right all the same. Find out what writes past the triggers.")]
    private partial void LogDrift(int rows, string view, string entity);

    /// <summary>A way through all entities of a view, in the order of ids.</summary>
    private sealed class Sweep(bool isRebuild, DateTimeOffset? request)
    {
        /// <summary>Whether all rows are computed; else those that are missing or wrong.</summary>
        public bool IsRebuild { get; } = isRebuild;

        /// <summary>The request that it answers.</summary>
        public DateTimeOffset? Request { get; } = request;

        public long Begin { get; } = Stopwatch.GetTimestamp();

        public string After { get; set; } = "";
    }
}
