using System.Diagnostics;
using Npgsql;
using Velro.Data.Pools;
using Velro.LocalAspire.Postgres;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.Proxy;
using Velro.LocalAspire.State;

namespace Velro.Tests.Stores;

/// <summary>A Postgres server of a test's own: its own folder and port, and nothing left of it at the end.</summary>
public sealed class TemporaryPostgres : IAsyncDisposable
{
    private readonly string _programs;
    private readonly string _folder;
    private readonly string _options;

    private TemporaryPostgres(string programs, string folder, string options, int port)
    {
        _programs = programs;
        _folder = folder;
        _options = options;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<TemporaryPostgres> StartAsync()
    {
        // An installed one, or the one that the local host downloads.
        var found = await PostgresBinaries.FindAsync(StateFolder.SharedDownloads(), static _ => { }, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("velro-postgres-").FullName;
        if (ServerUser.ForThisProcess() is { } user) await RunAsync("chown", user.Name, folder);
        var data = Path.Combine(folder, "data");
        await RunAsUserAsync(folder, Path.Combine(found.Folder, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");

        var port = Ports.Free();
        var options = $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off -c autovacuum=off";
        var server = new TemporaryPostgres(found.Folder, folder, options, port);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task StartAgainAsync() => RunAsUserAsync(
        _folder, Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-l", Path.Combine(_folder, "log"), "-o", _options, "-w", "-t", "60", "start");

    /// <summary>Stops the server as a crash does: without a checkpoint.</summary>
    public Task StopAtOnceAsync() => RunAsUserAsync(
        _folder, Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");

    /// <summary>
    /// Kills every process of the server (SIGKILL): none of them does anything any more, not even tell another one. What was not written
    /// to the log is lost.
    /// </summary>
    public async Task KillAsync()
    {
        // A process that is stopped starts no other one, and tidies nothing up, while they are looked for.
        Freezing.Freeze(MainProcess);
        var family = Freezing.FamilyOf(MainProcess);
        Freezing.Freeze(family);
        Freezing.Kill(family);
        while (Freezing.AnyIsAlive(family)) await Task.Delay(5);

        // They name processes that are gone, which the server takes for another one while nobody has asked how they ended.
        foreach (var file in (string[])[Path.Combine(_folder, "data", "postmaster.pid"), .. Directory.GetFiles(_folder, ".s.PGSQL.*.lock")])
            File.Delete(file);
    }

    /// <summary>Stops the process that writes the log when nobody commits: what is not committed after this is not in the log.</summary>
    public void FreezeLogWriter() => Freezing.Freeze(Freezing.FamilyOf(MainProcess).Single(static id => Freezing.TitleOf(id).Contains("walwriter")));

    /// <summary>Keeps a copy of the data folder of the stopped server.</summary>
    public Task SaveAsync() => RunAsync("cp", "-a", Path.Combine(_folder, "data"), Path.Combine(_folder, "saved"));

    /// <summary>
    /// Puts the kept copy in the place of the stopped server's data folder. It stays the same folder for the system, by which the server
    /// finds the shared memory that a killed one has left, and removes it.
    /// </summary>
    public Task CopyBackAsync()
    {
        var data = Path.Combine(_folder, "data");
        foreach (var folder in Directory.GetDirectories(data)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(data)) File.Delete(file);
        return RunAsync("cp", "-a", Path.Combine(_folder, "saved", "."), data);
    }

    /// <summary>Brings a dump of this server's database to another server.</summary>
    public async Task DumpToAsync(TemporaryPostgres other)
    {
        // Roles are of a server, and in no dump of a database.
        foreach (var role in (string[])[DatabaseRole.Api, DatabaseRole.Warmer])
            await RunAsync(Path.Combine(_programs, "psql"), "-d", Uri(other.ConnectionString), "-q", "-c", $"create role {role} nologin");

        var file = Path.Combine(_folder, "dump.sql");
        await RunAsync(Path.Combine(_programs, "pg_dump"), "-d", Uri(ConnectionString), "-f", file);
        await RunAsync(Path.Combine(_programs, "psql"), "-d", Uri(other.ConnectionString), "-q", "-v", "ON_ERROR_STOP=1", "-f", file);

        static string Uri(string connectionString)
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            return $"postgresql://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}";
        }
    }

    /// <summary>Stops the server as an operator does, with everything written.</summary>
    public Task StopCleanlyAsync() => RunAsUserAsync(
        _folder, Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "fast", "-w", "stop");

    /// <summary>
    /// Stops the server and starts it as one that is promoted: it recovers what its log has, and goes on in another timeline.
    /// </summary>
    public async Task FailOverAsync()
    {
        await StopCleanlyAsync();
        var data = Path.Combine(_folder, "data");
        await RunAsUserAsync(_folder, "touch", Path.Combine(data, "recovery.signal"));
        await RunAsUserAsync(_folder, "sh", "-c", $"echo \"restore_command = 'false'\" >> '{data}/postgresql.auto.conf'");
        await StartAgainAsync();
    }

    /// <summary>Stops every process of the server, without ending one.</summary>
    public void Freeze() => Freezing.Freeze(Freezing.FamilyOf(MainProcess));

    /// <summary>Lets them go on.</summary>
    public void Thaw() => Freezing.Thaw(Freezing.FamilyOf(MainProcess));

    private int MainProcess => int.Parse(
        File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Kills the process of one connection, which makes the server go through its crash recovery.</summary>
    public static void KillBackend(int processId)
    {
        using var backend = Process.GetProcessById(processId);
        backend.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_folder)) return;
        if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid")))
        {
            Thaw();
            await StopAtOnceAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The server refuses to run as root.</summary>
    private static Task RunAsUserAsync(string folder, string file, params string[] arguments) => ServerUser.ForThisProcess() is { Prefix: var prefix }
        ? RunAsync(prefix[0], [.. prefix.Skip(1), "env", "-C", folder, file, .. arguments])
        : RunAsync(file, arguments);

    private static async Task RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {await output}{errors}");
    }
}
