using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Velro.Authorization.Callers;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Sequential;
using Velro.Data.Secrets;
using Velro.Data.ServiceKeys;
using Velro.LocalAspire.Postgres;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.Redis;
using Velro.LocalAspire.State;
using Velro.Migrations;

namespace Velro.Benchmarks.Topology;

/// <summary>
/// What a measurement needs around it, on free ports and in a folder that is deleted at the end: Postgres with the schema and a world, Redis,
/// and a collector of telemetry. Servers that are measured are started over it, each in its own process.
/// </summary>
internal sealed class BenchmarkTopology : IAsyncDisposable
{
    private const string Password = "the-password-of-a-measurement";
    private const string MasterKeyText = "the-master-key-of-a-measurement-is-not-short";

    private readonly StateFolder _state;
    private readonly List<IAsyncDisposable> _started = [];

    private BenchmarkTopology(StateFolder state, ProcessHost processes) => (_state, Processes) = (state, processes);

    /// <summary>Starts processes that cannot outlive this one.</summary>
    public ProcessHost Processes { get; }

    /// <summary>A service key of an administrator's, which may ask about everybody.</summary>
    public ServiceKeyText Key { get; } = ServiceKeyText.Make();

    /// <summary>Hashes keys as the servers do that are started here.</summary>
    public static ServiceKeyHasher Hasher { get; } = new(new MasterKey(MasterKeyText));

    /// <summary>How to reach the database <c>velro</c>.</summary>
    public string ConnectionString { get; private set; } = "";

    public TelemetrySink Telemetry { get; private set; } = null!;

    private string RedisConnectionString { get; set; } = "";

    /// <summary>Starts the stores and fills the database.</summary>
    public static async Task<BenchmarkTopology> StartAsync(ModelWorld world)
    {
        var topology = await StartStoresAsync();
        try
        {
            await topology.IntroduceAsync(topology.ConnectionString);
            await using var database = NpgsqlDataSource.Create(topology.ConnectionString);
            await ModelStore.WriteAsync(database, world);
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stores; the database is there, and empty.</summary>
    /// <param name="settings">Settings of Postgres, as <c>name=value</c>.</param>
    public static async Task<BenchmarkTopology> StartStoresAsync(params string[] settings)
    {
        var state = StateFolder.Open(new StateFolderOptions($"/benchmarks/{Guid.CreateVersion7()}", ThrowAway: true));
        var topology = new BenchmarkTopology(state, await ProcessHost.CreateAsync(state.Run));
        try
        {
            topology.Telemetry = topology.Keep(await TelemetrySink.StartAsync());
            await topology.StartPostgresAsync(settings);
            await topology.StartRedisAsync();
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts the API as a deployment does: production, metrics, traces as they are kept by default, telemetry exported, Redis there. One replica, and no
    /// proxy before it.
    /// </summary>
    /// <param name="database">How it reaches the database, when not straight.</param>
    public async Task<ServerProcess> StartApiAsync(string? database = null)
    {
        var assembly = await MeasuredApi.AssemblyAsync();
        var port = Ports.Free();
        var environment = new Dictionary<string, string>(ProgramEnvironment.Inherited)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ConnectionStrings__velro"] = database ?? ConnectionString,
            ["ConnectionStrings__cache"] = RedisConnectionString,
            ["Velro__MasterKey"] = MasterKeyText,
            ["Velro__PublicUrl"] = "https://velro.example",
            ["Velro__Media__Path"] = _state.Folder("media"),
            ["Velro__Mail__Outbox"] = _state.Folder("outbox"),
            ["OTEL_SERVICE_NAME"] = "authapi",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Telemetry.Port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
        };
        return Keep(await ServerProcess.StartAsync(
            Processes,
            new ProcessSpec
            {
                Name = $"authapi-{port.ToString(CultureInfo.InvariantCulture)}",
                FileName = DotNet.Path(),
                Arguments = [assembly],
                Environment = environment,
                WorkingDirectory = Path.GetDirectoryName(assembly)!,
            },
            port,
            "/health"));
    }

    /// <summary>Starts this program's own assembly as a server, with the garbage collector that web applications have by default.</summary>
    /// <param name="command">Which of its servers.</param>
    /// <param name="settings">Variables of its environment beside the port.</param>
    public async Task<ServerProcess> StartOwnAsync(string command, params (string Name, string Value)[] settings)
    {
        var port = Ports.Free();
        var environment = new Dictionary<string, string>(ProgramEnvironment.Inherited)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["DOTNET_gcServer"] = "1",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        var assembly = typeof(BenchmarkTopology).Assembly.Location;
        return Keep(await ServerProcess.StartAsync(
            Processes,
            new ProcessSpec
            {
                Name = $"{command}-{port.ToString(CultureInfo.InvariantCulture)}",
                FileName = DotNet.Path(),
                Arguments = [assembly, command],
                Environment = environment,
                WorkingDirectory = Path.GetDirectoryName(assembly)!,
            },
            port,
            "/alive"));
    }

    /// <summary>Starts the sequential baseline.</summary>
    /// <param name="database">How it reaches the database, when not straight.</param>
    public Task<ServerProcess> StartSequentialAsync(string? database = null) => StartOwnAsync(
        SequentialServer.Command, (SequentialServer.DatabaseVariable, database ?? ConnectionString), (SequentialServer.MasterKeyVariable, MasterKeyText));

    /// <summary>A folder for a server's files, which goes with the rest.</summary>
    public string Folder(string name) => _state.Folder(name);

    /// <summary>How to reach another database on the same server, which need not be there.</summary>
    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Brings a database's schema up to date, and lets it know <see cref="Key"/>.</summary>
    public async Task IntroduceAsync(string connectionString)
    {
        var masterKey = new MasterKey(MasterKeyText);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await new DatabaseMigrator(database, NullLoggerFactory.Instance)
            .RunAsync(new MigrationPlan("the-bootstrap-key-of-a-measurement", masterKey, WithDemo: false), CancellationToken.None);
        await using var command = database.CreateCommand(
            "insert into service_keys (id, owner_id, name, hash, scopes) values ($1, 'admin', 'Measurement', $2, $3)");
        command.Parameters.AddWithValue(Key.Id);
        command.Parameters.AddWithValue(Hasher.Hash(Key.Text));
        command.Parameters.AddWithValue(new[] { Scopes.Check });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes everything that any node of a database has cached, in its memory or in Redis, unreachable.</summary>
    /// <param name="database">How to reach it; null: the first one.</param>
    public async Task FlushAsync(string? database = null)
    {
        await using var connection = new NpgsqlConnection(database ?? ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select public.draw_flush_value()", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Has something disposed of at the end, after what was started later.</summary>
    public T Keep<T>(T started) where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started)) await started.DisposeAsync();
        Processes.Dispose();
        _state.Dispose();
    }

    private async Task StartPostgresAsync(string[] settings)
    {
        var options = new PostgresOptions
        {
            Name = "postgres",
            Port = Ports.Free(),
            Password = Password,
            DataFolder = _state.ServerData,
            Arguments = ["-c", "max_connections=400", .. settings.SelectMany(static setting => new[] { "-c", setting })],
            ThrowAway = true,
        };
        var binaries = await PostgresBinaries.FindAsync(_state.Downloads, Console.Error.WriteLine, CancellationToken.None);
        var server = Keep(new PostgresServer(options, binaries, Processes, static _ => { }, static _ => { }));
        await server.StartAsync(CancellationToken.None);
        await server.CreateDatabaseAsync("velro", CancellationToken.None);
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "velro" }.ConnectionString;
    }

    private async Task StartRedisAsync()
    {
        var options = new RedisOptions
        {
            Name = "cache",
            Port = Ports.Free(),
            Password = Password,
            DataFolder = _state.ServerData,
            RunFolder = _state.Run,
            Persistent = false,
        };
        var server = Keep(await RedisServer.CreateAsync(
            options, AppContext.BaseDirectory, Processes, static _ => { }, static _ => { }));
        await server.StartAsync(CancellationToken.None);
        RedisConnectionString = $"127.0.0.1:{options.Port.ToString(CultureInfo.InvariantCulture)},password={Password}";
    }
}
