using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Integration.History;

/// <summary>The shared cache of a history, which fails now and then.</summary>
internal interface IFailingCache
{
    IDistributedCache Cache { get; }

    /// <summary>Milliseconds between two failures, on average.</summary>
    int Pace { get; }

    /// <summary>Lets it fail, and work again.</summary>
    Task FailAsync(Random random);
}

/// <summary>It is slow, or fails, or has forgotten all, or goes back to what it had a while ago, as one that was restored does.</summary>
internal sealed class FailingDictionary : IFailingCache
{
    private readonly DictionaryCache _cache = new();

    public IDistributedCache Cache => _cache;

    public int Pace => 300;

    public async Task FailAsync(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                _cache.Before = static token => Task.Delay(20, token);
                break;
            case 1:
                _cache.Before = static _ => throw new IOException("The shared cache does not answer.");
                break;
            case 2:
                _cache.Entries.Clear();
                break;
            default:
                var earlier = _cache.Entries.ToArray();
                await Task.Delay(random.Next(300), CancellationToken.None);
                foreach (var (key, value) in earlier) _cache.Entries[key] = value;
                break;
        }

        await Task.Delay(random.Next(60), CancellationToken.None);
        _cache.Before = static _ => Task.CompletedTask;
    }
}

/// <summary>A server that is frozen, or killed and there again with nothing in it, or emptied.</summary>
internal sealed class FailingRedis(TemporaryRedis redis) : IFailingCache
{
    private readonly CountingCache _cache = new(redis.Cache);

    public IDistributedCache Cache => _cache;

    /// <summary>How many entries were found.</summary>
    public int Found => _cache.Found;

    public int Pace => 1_000;

    public int Freezes { get; private set; }

    public int Kills { get; private set; }

    public async Task FailAsync(Random random)
    {
        if (!redis.IsRunning) return;

        // What must not be missing comes first.
        switch (Freezes == 0 ? 0 : Kills == 0 ? 1 : random.Next(3))
        {
            case 0:
                redis.Freeze();
                await Task.Delay(random.Next(200, 600), CancellationToken.None);
                redis.Thaw();
                Freezes++;
                break;
            case 1:
                redis.Kill();
                Kills++;
                break;
            default:
                try
                {
                    await redis.ExecuteAsync("FLUSHALL");
                }
                catch (RedisException)
                {
                    // It is being started again, with nothing in it.
                }

                break;
        }
    }
}
