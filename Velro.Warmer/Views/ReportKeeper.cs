using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.Pools;
using Velro.Data.Tracing;
using Velro.Data.Turns;
using Velro.Data.Views;

namespace Velro.Warmer.Views;

/// <summary>Refreshes the materialized views when they are due, or when somebody asked for it, while it has the turn.</summary>
internal sealed partial class ReportKeeper(
    [FromKeyedServices(PoolNames.Analytics)] NpgsqlDataSource source,
    IOptions<ViewOptions> options,
    ViewMetrics metrics,
    TimeProvider time,
    ILogger<ReportKeeper> logger) : IAsyncDisposable
{
    private readonly RareSpan _span = new(WarmerTracing.Source, "velro.warmer.reports", time);
    private SessionTurn? _turn;

    /// <summary>Does what is due, if nobody else has the turn.</summary>
    /// <returns>Whether this one has it.</returns>
    /// <exception cref="NpgsqlException">The database did not answer, or a refresh failed; the turn is given up.</exception>
    public async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        using var span = _span.Begin();
        try
        {
            _turn ??= await SessionTurn.TryTakeAsync(source, SessionTurn.Reports, options.Value.LongestSilence, cancellation);
            if (_turn is null) return false;

            var refreshes = new ViewRefreshes(_turn);
            var views = await refreshes.ReadAsync(cancellation);
            foreach (var view in ViewNames.Materialized.Select(name => views[name]).Where(IsDue))
            {
                var duration = await new ReportViews(_turn).RefreshAsync(view.Name, cancellation);
                await refreshes.EndAsync(view, time.GetUtcNow(), duration, cancellation);
                metrics.RefreshTook(view.Name, duration);
                LogRefreshed(view.Name, duration.TotalMilliseconds);
            }

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
        if (_turn is null) return;
        await _turn.DisposeAsync();
        _turn = null;
    }

    private bool IsDue(ViewRefresh view) =>
        view.RequestedAt is not null || view.RefreshedAt is not { } last || time.GetUtcNow() - last >= options.Value.RefreshInterval;

    [LoggerMessage(1, LogLevel.Debug, "{View} was refreshed in {Milliseconds:0} ms.")]
    private partial void LogRefreshed(string view, double milliseconds);
}
