using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace Velro.Tests.Integration.Caching;

/// <summary>A shared cache in memory that counts, and whose content a test can see and change, as someone who can write to Redis could.</summary>
internal sealed class DictionaryCache : IDistributedCache
{
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new();

    /// <summary>How long each entry was to be kept.</summary>
    public ConcurrentDictionary<string, TimeSpan> Lifetimes { get; } = new();

    /// <summary>How often it was read.</summary>
    public int Reads;

    /// <summary>What each call does before it goes on: wait, or fail.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        Interlocked.Increment(ref Reads);
        await Before(token);
        return Entries.GetValueOrDefault(key);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await Before(token);
        Entries[key] = value;
        Lifetimes[key] = options.AbsoluteExpirationRelativeToNow ?? TimeSpan.MaxValue;
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();
}
