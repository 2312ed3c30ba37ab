using Microsoft.Extensions.Caching.Distributed;
using Npgsql;
using Velro.Caching.Clock;
using Velro.Caching.Tiers;
using Velro.Tests.Integration.Caching;

namespace Velro.Tests.Integration.History;

/// <summary>The nodes over one database and one shared cache. The last of them hears of changes late.</summary>
internal sealed class Nodes(
    string connectionString, IDistributedCache shared, int count, Action<ClockOptions>? configure = null, Action<CacheOptions>? cache = null)
    : IAsyncDisposable
{
    private readonly Node[] _nodes = new Node[count];
    private readonly NpgsqlDataSource[] _pools = [.. Enumerable.Range(0, count).Select(_ => NpgsqlDataSource.Create(connectionString))];

    public async Task StartAsync()
    {
        for (var i = 0; i < count; i++) _nodes[i] = await StartOneAsync(i);
    }

    public (int Number, Node Node) Any(Random random)
    {
        var number = random.Next(count);
        return (number, this[number]);
    }

    public Node this[int number] => Volatile.Read(ref _nodes[number]);

    /// <summary>Whether it is still this one.</summary>
    public bool IsUp(int number, Node node) => this[number] == node;

    /// <summary>Puts a new node in the place of one, which loses all that it had in memory.</summary>
    public async Task RestartAsync(int number)
    {
        var old = Interlocked.Exchange(ref _nodes[number], await StartOneAsync(number));
        await old.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            if (node is not null) await node.DisposeAsync();
        }

        foreach (var pool in _pools) await pool.DisposeAsync();
    }

    private Task<Node> StartOneAsync(int number) => Node.StartAsync(_pools[number], shared, configure: options =>
    {
        if (number == count - 1 && count > 1) options.PollInterval = TimeSpan.FromMilliseconds(700);
        configure?.Invoke(options);
    }, cache: cache);
}
