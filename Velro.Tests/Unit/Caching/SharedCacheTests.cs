using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.Caching;
using Velro.Caching.Tiers;
using Velro.Data.Secrets;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Unit.Caching;

/// <summary>A shared cache that does not answer costs a request its time limit once.</summary>
public sealed class SharedCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DictionaryCache _frozen = new() { Before = static _ => new TaskCompletionSource().Task };
    private readonly SharedCache _cache;

    public SharedCacheTests()
    {
        var meters = new TestMeterFactory();
        _cache = new SharedCache(
            _frozen,
            new PayloadSeal(new MasterKey("a-master-key-of-32-characters-or-more")),
            Options.Create(new CacheOptions()),
            new CacheMetrics(meters),
            new ForgedPayloads(),
            _time,
            NullLogger<SharedCache>.Instance);
    }

    [Fact]
    public async Task What_is_asked_for_at_once_is_waited_for_at_once_and_then_nobody_waits()
    {
        var reads = Enumerable.Range(0, 5).Select(i => ReadAsync($"velro:{i}")).ToArray();
        Assert.Equal(5, _frozen.Reads);
        Assert.All(reads, static read => Assert.False(read.IsCompleted));

        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.All(await Task.WhenAll(reads), Assert.Null);

        Assert.Null(await ReadAsync("velro:next"));
        Assert.Equal(5, _frozen.Reads);
    }

    [Fact]
    public async Task A_shared_cache_that_answers_again_is_asked_again()
    {
        var reads = Enumerable.Range(0, 20).Select(i => ReadAsync($"velro:{i}")).ToArray();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await Task.WhenAll(reads);
        _frozen.Before = static _ => Task.CompletedTask;

        Assert.Null(await ReadAsync("velro:next"));
        Assert.Equal(20, _frozen.Reads);
        _time.Advance(TimeSpan.FromSeconds(2.1));
        await ReadAsync("velro:next");
        Assert.Equal(21, _frozen.Reads);
    }

    private Task<byte[]?> ReadAsync(string key) => _cache.GetAsync(key, TestContext.Current.CancellationToken);
}
