using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using Velro.Caching.Tiers;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Redis;
using Velro.LocalAspire.State;

namespace Velro.Tests.Stores;

/// <summary>A Redis server of a test's own: the installed one, or Garnet. One that is killed is started again, empty, as in production.</summary>
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

    /// <summary>A connection that a test may misuse.</summary>
    public ConnectionMultiplexer Connection { get; }

    /// <summary>The server as nodes see it.</summary>
    public IDistributedCache Cache { get; }

    /// <summary>All keys that nodes have written.</summary>
    public RedisKey[] Keys => [.. Connection.GetServer("127.0.0.1", _server.Options.Port).Keys(pattern: "velro:*")];

    /// <summary>For the client.</summary>
    public string ConnectionString => $"127.0.0.1:{_server.Options.Port},password={Password}";

    /// <summary>Whether it is there now: one that was killed is started again.</summary>
    public bool IsRunning => _server.Process is { Exited.IsCompleted: false };

    /// <summary>Whether it is Redis or Valkey itself, which has settings that Garnet lacks.</summary>
    public bool IsRedis => _server.Title is "redis-server" or "valkey-server";

    public static async Task<TemporaryRedis> StartAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var state = StateFolder.Open(new StateFolderOptions($"/tests/{Guid.CreateVersion7()}", ThrowAway: true));
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

        return new TemporaryRedis(state, processes, server, await ConnectAsync(options.Port));
    }

    /// <summary>Another connection, as another process would have.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectAsync(_server.Options.Port);

    public void Freeze() => Freezing.Freeze(_server.Process!.Id);

    public void Thaw() => Freezing.Thaw(_server.Process!.Id);

    public void Kill() => _server.Process!.Kill();

    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) =>
        Connection.GetDatabase().ExecuteAsync(command, arguments);

    private static Task<ConnectionMultiplexer> ConnectAsync(int port)
    {
        var configuration = ConfigurationOptions.Parse($"127.0.0.1:{port},password={Password},allowAdmin=true");
        RedisDefaults.Apply(configuration);
        return ConnectionMultiplexer.ConnectAsync(configuration);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) Thaw();
        await Connection.DisposeAsync();
        await _server.DisposeAsync();
        _processes.Dispose();
        _state.Dispose();
    }
}
