using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Redis;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Runtime.Tests.Redis;

public sealed class RedisServerTests : IAsyncLifetime
{
    private const string Password = "S3cret+/=value";

    private readonly StateFolder _state = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", ThrowAway: true));
    private readonly ConcurrentQueue<SupervisionEvent> _events = new();
    private ProcessHost _processes = null!;

    /// <summary>Where a server is looked for: nowhere, so that Garnet is used, and, where one is installed, in PATH.</summary>
    public static TheoryData<string> Paths => InstalledRedis.Find(Environment.GetEnvironmentVariable("PATH")!) is null
        ? ["/nowhere"]
        : ["/nowhere", Environment.GetEnvironmentVariable("PATH")!];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _processes = await ProcessHost.CreateAsync(_state.Run);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task It_works_with_the_password_alone_and_shows_it_nowhere(string path)
    {
        await using var server = await ServerAsync(path, Ports.Free());
        await server.StartAsync(Cancelled);

        await using var connection = await ConnectAsync(server.Options.Port, Password);
        Assert.True(await connection.GetDatabase().StringSetAsync("key", "value"));
        Assert.Equal("value", await connection.GetDatabase().StringGetAsync("key"));
        await Assert.ThrowsAnyAsync<RedisException>(() => ConnectAsync(server.Options.Port, "wrong"));
        var group = server.Process!.Id;
        Assert.DoesNotContain(Password, await PsAsync(group), StringComparison.Ordinal);
        Assert.Contains(group.ToString(CultureInfo.InvariantCulture), await PsAsync(group), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_stored_survives_a_stop(string path)
    {
        await using (var first = await ServerAsync(path, Ports.Free()))
        {
            await first.StartAsync(Cancelled);
            await using var connection = await ConnectAsync(first.Options.Port, Password);
            await connection.GetDatabase().StringSetAsync("key", "value");
        }

        await using var second = await ServerAsync(path, Ports.Free());
        await second.StartAsync(Cancelled);

        await using var again = await ConnectAsync(second.Options.Port, Password);
        Assert.Equal("value", await again.GetDatabase().StringGetAsync("key"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_killed_server_is_started_again(string path)
    {
        await using var server = await ServerAsync(path, Ports.Free());
        await server.StartAsync(Cancelled);

        server.Process!.Kill();

        await Eventually.True(() => _events.OfType<SupervisionEvent.Started>().Any(started => started.IsRestart), "it is started again");
        await using var connection = await ConnectAsync(server.Options.Port, Password);
        await connection.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task Without_any_server_the_error_says_what_to_install()
    {
        var error = await Assert.ThrowsAsync<LocalHostException>(() => ServerAsync("/nowhere", Ports.Free(), repository: Path.GetTempPath()));

        Assert.Equal("redis.missing", error.Code);
        Assert.Contains("redis-server", error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _processes.Dispose();
        _state.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<RedisServer> ServerAsync(string path, int port, string? repository = null) => RedisServer.CreateAsync(
        new RedisOptions { Name = "cache", Port = port, Password = Password, DataFolder = _state.ServerData, RunFolder = _state.Run },
        path,
        repository ?? AppContext.BaseDirectory,
        _processes,
        _ => { },
        _events.Enqueue,
        TimeProvider.System,
        Cancelled);

    private static async Task<ConnectionMultiplexer> ConnectAsync(int port, string password) =>
        await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", port } },
            Password = password,
            ConnectTimeout = 2000,
            ConnectRetry = 1,
        });

    private async Task<string> PsAsync(int group)
    {
        var lines = new ConcurrentQueue<string>();
        var ps = _processes.Start(
            new ProcessSpec
            {
                Name = "ps",
                FileName = "ps",
                Arguments = ["-ww", "-eo", "pgid,args"],
                Environment = new Dictionary<string, string>(),
                WorkingDirectory = "/",
            },
            line => lines.Enqueue(line.Text));
        await ps.Exited;
        return string.Join('\n', lines.Where(line => line.TrimStart().StartsWith(group.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }
}
