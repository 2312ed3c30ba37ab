using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using Velro.Caching.Tiers;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Redis;
using Velro.LocalAspire.State;

namespace Velro.Tests.Stores;

/// <summary>A Redis server of a test's own, as the local host starts one; and a connection to it that a test may misuse.</summary>
internal sealed class TemporaryRedis : IAsyncDisposable
{
    private const string Password = "the-password-of-the-tests";

    private readonly StateFolder _state;
    private readonly ProcessHost _processes;
    private readonly RedisServer _server;

    private TemporaryRedis(StateFolder state, ProcessHost processes, RedisServer server, ConnectionMultiplexer connection)
    {
        (_state, _processes, _server, Connection) = (state, processes, server, connection);
        Cache = new RedisCache(new RedisCacheOptions { ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(connection) });
    }

    public ConnectionMultiplexer Connection { get; }

    /// <summary>The server as nodes see it.</summary>
    public IDistributedCache Cache { get; }

    /// <summary>All keys that nodes have written.</summary>
    public RedisKey[] Keys => [.. Connection.GetServer("127.0.0.1", _server.Options.Port).Keys(pattern: "velro:*")];

    public static async Task<TemporaryRedis> StartAsync(CancellationToken cancellation)
    {
        var state = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", ThrowAway: true));
        var processes = await ProcessHost.CreateAsync(state.Run, cancellationToken: cancellation);
        var options = new RedisOptions
        {
            Name = "cache",
            Port = Ports.Free(),
            Password = Password,
            DataFolder = state.ServerData,
            RunFolder = state.Run,
            Persistent = false,
        };
        var server = await RedisServer.CreateAsync(
            options, AppContext.BaseDirectory, processes, static _ => { }, static _ => { }, cancellationToken: cancellation);
        await server.StartAsync(cancellation);

        var configuration = new ConfigurationOptions { EndPoints = { { "127.0.0.1", options.Port } }, Password = Password };
        RedisDefaults.Apply(configuration);
        return new TemporaryRedis(state, processes, server, await ConnectionMultiplexer.ConnectAsync(configuration));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _server.DisposeAsync();
        _processes.Dispose();
        _state.Dispose();
    }
}
