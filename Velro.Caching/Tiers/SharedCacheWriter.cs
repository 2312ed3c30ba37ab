using System.Threading.Channels;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Velro.Caching.Entries;

namespace Velro.Caching.Tiers;

/// <summary>
/// Writes entries to the shared cache behind the answers: no request waits for it, and when it falls behind, the oldest are left out,
/// which costs another node one load.
/// </summary>
internal sealed class SharedCacheWriter(HybridCache cache, IOptions<CacheOptions> options, CacheMetrics metrics) : BackgroundService
{
    private const int Capacity = 4096;
    private const int Writers = 4;

    private readonly Channel<(string Text, ContextEntry Entry)> _queue = Channel.CreateBounded<(string, ContextEntry)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest },
        _ => metrics.SharedWriteWasDropped("queue"));

    /// <summary>Takes an entry for writing. Never waits.</summary>
    public void Enqueue(string text, ContextEntry entry) => _queue.Writer.TryWrite((text, entry));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAllAsync(stoppingToken)));

    private async Task WriteAllAsync(CancellationToken stopping)
    {
        await foreach (var (text, entry) in _queue.Reader.ReadAllAsync(stopping))
            await cache.SetAsync<ContextEntry?>(text, entry, WritingOf(entry), cancellationToken: stopping);
    }

    private HybridCacheEntryOptions WritingOf(ContextEntry entry) => new()
    {
        Flags = HybridCacheEntryFlags.DisableLocalCache,
        Expiration = Jitter.Of(options.Value.SharedLifetimes.Of(entry.Key.Kind)),
    };
}
