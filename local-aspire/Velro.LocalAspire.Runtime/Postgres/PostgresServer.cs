using Npgsql;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Postgres;

/// <summary>
/// A Postgres server as a supervised child: started, waited for with a real connection, started again when it dies. Nothing of
/// durability is given up for speed: <c>fsync</c>, <c>full_page_writes</c> and <c>synchronous_commit</c> stay on.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // The address, not "localhost": another program may have the port on the other loopback address.
    private const string Address = "127.0.0.1";

    private static readonly string[] Settings =
    [
        "unix_socket_directories=",
        "shared_buffers=128MB",
        "random_page_cost=1.1",         // the disk is no spinning one
        "wal_compression=on",
        "min_wal_size=256MB",
        "checkpoint_timeout=15min",
        "jit=off",                      // short statements pay for it and gain nothing
        "password_encryption=scram-sha-256",
        "log_min_messages=warning",
        "log_line_prefix=%m [%p] %q%a ",
    ];

    private readonly PostgresOptions _options;
    private readonly PostgresBinaries _binaries;
    private readonly ProcessHost _processes;
    private readonly Action<OutputLine> _output;
    private readonly TimeProvider _time;
    private readonly ServerUser? _user;
    private readonly PostgresData _data;
    private readonly SupervisedProcess _supervised;

    /// <summary>Creates the server; <see cref="StartAsync"/> starts it.</summary>
    public PostgresServer(
        PostgresOptions options,
        PostgresBinaries binaries,
        ProcessHost processes,
        Action<OutputLine> output,
        Action<SupervisionEvent> report,
        TimeProvider? time = null)
    {
        _options = options;
        _binaries = binaries;
        _processes = processes;
        _output = output;
        _time = time ?? TimeProvider.System;
        _user = ServerUser.ForThisProcess();
        _data = new PostgresData(options, binaries, _user, processes);
        _supervised = new SupervisedProcess(StartOnceAsync, new RestartPolicy(), report, _time);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = Address,
            Port = options.Port,
            Username = options.UserName,
            Password = options.Password,
        }.ConnectionString;
    }

    /// <summary>How to connect, as the superuser, without a database's name.</summary>
    public string ConnectionString { get; }

    /// <summary>The running server process.</summary>
    public ChildProcess? Process => _supervised.Current;

    /// <summary>The data folder.</summary>
    public string DataFolder => _data.Folder;

    internal static IReadOnlyDictionary<string, string> ServerEnvironment { get; } = new Dictionary<string, string>
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
        ["LC_ALL"] = "C",
        ["TZ"] = "UTC",
    };

    /// <summary>Makes the data folder when it is missing, starts the server, and returns when it answers.</summary>
    /// <exception cref="LocalHostException">It cannot start; the message has its last words.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _data.PrepareAsync(cancellationToken);
        await _data.EndOtherServerAsync(_time, cancellationToken);
        await _supervised.StartAsync(cancellationToken);
    }

    /// <summary>Creates a database when it is missing.</summary>
    /// <returns>Whether it was missing.</returns>
    public async Task<bool> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null) return false;
        await using var create = new NpgsqlCommand($"create database {new NpgsqlCommandBuilder().QuoteIdentifier(name)}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Shuts the server down, cleanly and fast: connections are ended, everything is on the disk.</summary>
    public ValueTask DisposeAsync() => _supervised.DisposeAsync();

    private async Task<ChildProcess> StartOnceAsync(CancellationToken cancellationToken)
    {
        var tail = new OutputTail();
        string[] settings = [$"listen_addresses={Address}", FormattableString.Invariant($"port={_options.Port}"), .. Settings];
        var process = _processes.Start(
            new ProcessSpec
            {
                Name = _options.Name,
                FileName = _binaries.Server,
                Arguments = ["-D", _data.Folder, .. settings.SelectMany(setting => new[] { "-c", setting }), .. _options.Arguments],
                Environment = ServerEnvironment,
                WorkingDirectory = _options.DataFolder,
                User = _user,
                StopSignal = Signal.Interrupt,
                StopGrace = TimeSpan.FromSeconds(30),
                IsStore = true,
            },
            line =>
            {
                tail.Add(line);
                _output(line);
            });
        try
        {
            await WaitUntilItAnswersAsync(process, tail, cancellationToken);
            return process;
        }
        catch
        {
            await process.StopAsync();
            throw;
        }
    }

    private async Task WaitUntilItAnswersAsync(ChildProcess process, OutputTail tail, CancellationToken cancellationToken)
    {
        var begin = _time.GetTimestamp();
        while (true)
        {
            if (process.Exited.IsCompleted) throw ServerFailed($"ended with exit code {await process.Exited}", tail);
            try
            {
                await using var connection = await ConnectAsync(cancellationToken);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new LocalHostException(
                    "postgres.password_changed",
                    $"The data folder {_data.Folder} was made with another password than the one that {_options.Name} has now. Give it the " +
                    "old one again, or move or delete the folder to start with an empty database.",
                    error);
            }
            catch (NpgsqlException) when (_time.GetElapsedTime(begin) < _options.StartTimeout)
            {
                await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromMilliseconds(40), _time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (NpgsqlException)
            {
                throw ServerFailed($"does not answer after {_options.StartTimeout.TotalSeconds} s", tail);
            }
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        // Unpooled: a pool would keep a connection open that a fast shutdown then has to break.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
            Timeout = 5,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private LocalHostException ServerFailed(string what, OutputTail tail) =>
        new("postgres.start_failed", $"PostgreSQL {_binaries.Version} ({_options.Name}, port {_options.Port}) {what}: {tail}");
}
