using StackExchange.Redis;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Redis;

/// <summary>A server that speaks Redis' protocol as a supervised child, with a password, on the loopback interface.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    // The address, not "localhost": another program may have the port on the other loopback address.
    private const string Address = "127.0.0.1";

    private readonly RedisOptions _options;
    private readonly RedisProgram _program;
    private readonly ProcessHost _processes;
    private readonly Action<OutputLine> _output;
    private readonly TimeProvider _time;
    private readonly SupervisedProcess _supervised;

    private RedisServer(
        RedisOptions options,
        RedisProgram program,
        ProcessHost processes,
        Action<OutputLine> output,
        Action<SupervisionEvent> report,
        TimeProvider time)
    {
        _options = options;
        _program = program;
        _processes = processes;
        _output = output;
        _time = time;
        _supervised = new SupervisedProcess(StartOnceAsync, new RestartPolicy(), report, time);
    }

    /// <summary>What the server is: <c>redis-server</c>, <c>valkey-server</c> or <c>garnet-server</c>.</summary>
    public string Title => _program.Title;

    /// <summary>What it was created with.</summary>
    public RedisOptions Options => _options;

    /// <summary>The running server process.</summary>
    public ChildProcess? Process => _supervised.Current;

    /// <summary>
    /// Finds the program: <c>redis-server</c> or <c>valkey-server</c> in <c>PATH</c>, else Garnet from the tool manifest at or above
    /// <paramref name="repository"/>.
    /// </summary>
    /// <exception cref="LocalHostException">There is none.</exception>
    public static Task<RedisServer> CreateAsync(
        RedisOptions options,
        string repository,
        ProcessHost processes,
        Action<OutputLine> output,
        Action<SupervisionEvent> report,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) => CreateAsync(
        options, Environment.GetEnvironmentVariable("PATH") ?? "", repository, processes, output, report, time ?? TimeProvider.System, cancellationToken);

    internal static async Task<RedisServer> CreateAsync(
        RedisOptions options,
        string searchPath,
        string repository,
        ProcessHost processes,
        Action<OutputLine> output,
        Action<SupervisionEvent> report,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        RedisProgram program = InstalledRedis.Find(searchPath) is { } installed
            ? installed
            : await GarnetTool.RestoreAsync(repository, cancellationToken);
        return new RedisServer(options, program, processes, output, report, time);
    }

    /// <summary>Starts the server and returns when it answers.</summary>
    /// <exception cref="LocalHostException">It cannot start; the message has its last words.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _supervised.StartAsync(cancellationToken);

    /// <summary>Stops the server; what is persistent is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_options.Persistent && _program.CommandBeforeStop is { } command && Process is { Exited.IsCompleted: false })
        {
            await TryExecuteAsync(command);
        }
        await _supervised.DisposeAsync();
    }

    private async Task TryExecuteAsync(string command)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(Client());
            await connection.GetDatabase().ExecuteAsync(command);
        }
        catch (Exception error) when (IsUnanswered(error))
        {
            // It does not answer any more; its last regular commit is what there is.
        }
    }

    private async Task<ChildProcess> StartOnceAsync(CancellationToken cancellationToken)
    {
        // Two programs write different files, so each has a folder of its own.
        var folder = Directory.CreateDirectory(
            Path.Combine(_options.DataFolder, _options.Name, _program.Title),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var tail = new OutputTail();
        var process = _processes.Start(_program.Describe(_options, folder), line =>
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
            if (process.Exited.IsCompleted) throw Failed($"ended with exit code {await process.Exited}", tail);
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(Client());
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (Exception error) when (IsUnanswered(error) && _time.GetElapsedTime(begin) < _options.StartTimeout)
            {
                await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromMilliseconds(40), _time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception error) when (IsUnanswered(error))
            {
                throw Failed($"does not answer after {_options.StartTimeout.TotalSeconds} s", tail);
            }
        }
    }

    // The client's time-outs are no RedisExceptions.
    private static bool IsUnanswered(Exception error) => error is RedisException or TimeoutException;

    private ConfigurationOptions Client() => new()
    {
        EndPoints = { { Address, _options.Port } },
        Password = _options.Password,
        ConnectTimeout = 2000,
        ConnectRetry = 1,
        AbortOnConnectFail = true,
    };

    private LocalHostException Failed(string what, OutputTail tail) =>
        new("redis.start_failed", $"{_program.Title} ({_options.Name}, port {_options.Port}) {what}: {tail}");
}
