using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// Which keys were used since the last time that was written. A request looks whether its key is among them, and the first one of a key in
/// each interval writes it down; the database hears of all of them at once, to the minute.
/// </summary>
internal sealed partial class ServiceKeyUses(
    ServiceKeyUsage usage,
    IOptions<ServiceKeyOptions> options,
    TimeProvider time,
    ServiceKeyMetrics metrics,
    ILogger<ServiceKeyUses> logger) : BackgroundService
{
    /// <summary>More keys than that in one interval are left out, and noted when they are used in another one.</summary>
    private const int Capacity = 10_000;

    private static readonly TimeSpan LastTime = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();
    private int _count;
    private bool _isFailing;

    /// <summary>Notes that a key is used now.</summary>
    public void Note(string keyId)
    {
        if (!_used.ContainsKey(keyId)) NoteFirst(keyId);
    }

    /// <summary>Writes what was noted. What cannot be written stays noted.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var uses = _used.ToArray();
        if (uses.Length == 0) return;
        try
        {
            await usage.NoteAsync(uses, cancellation);
            foreach (var use in uses)
            {
                if (_used.TryRemove(use)) Interlocked.Decrement(ref _count);
            }

            _isFailing = false;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            if (!_isFailing) LogFailing(exception);
            _isFailing = true;
        }
    }

    /// <summary>A process that ends in order writes what it has, and not for long.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LastTime, time);
        try
        {
            await FlushAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // A use is not worth waiting for.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.UsageInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync(stoppingToken);
    }

    private void NoteFirst(string keyId)
    {
        if (Volatile.Read(ref _count) >= Capacity) metrics.UseWasDropped();
        else if (_used.TryAdd(keyId, time.GetUtcNow())) Interlocked.Increment(ref _count);
    }

    [LoggerMessage(1, LogLevel.Warning, "The last use of service keys cannot be written now. It waits.")]
    private partial void LogFailing(Exception exception);
}
