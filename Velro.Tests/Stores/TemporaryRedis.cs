using StackExchange.Redis;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Redis;
using Velro.LocalAspire.State;

namespace Velro.Tests.Stores;

/// <summary>A Redis server of a test's own: the installed one, or Garnet. One that is killed is started again, empty, as in production.</summary>
public sealed class TemporaryRedis : IAsyncDisposable
{
    private const string Password = "the-password-of-the-tests";

    private readonly StateFolder _state;
    private readonly ProcessHost _processes;
    private readonly RedisServer _server;

    private TemporaryRedis(StateFolder state, ProcessHost processes, RedisServer server) =>
        (_state, _processes, _server) = (state, processes, server);

    /// <summary>For the client.</summary>
    public string ConnectionString => $"127.0.0.1:{_server.Options.Port},password={Password}";

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
        var redis = new TemporaryRedis(state, processes, server);
        try
        {
            await server.StartAsync(cancellation);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public void Freeze() => Freezing.Freeze(_server.Process!.Id);

    public void Thaw() => Freezing.Thaw(_server.Process!.Id);

    public void Kill() => _server.Process!.Kill();

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        await using var client = await ConnectAsync();
        return await client.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true,connectTimeout=2000");

    public async ValueTask DisposeAsync()
    {
        if (_server.Process is { Exited.IsCompleted: false }) Thaw();
        await _server.DisposeAsync();
        _processes.Dispose();
        _state.Dispose();
    }
}
