using System.Diagnostics;
using System.Globalization;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Postgres;

/// <summary>
/// A server's data folder, <c>&lt;resource&gt;/postgres-&lt;major version&gt;</c>. It is made once and never opened by another version.
/// </summary>
internal sealed class PostgresData(PostgresOptions options, PostgresBinaries binaries, ServerUser? user, ProcessHost processes)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string Parent => Path.Combine(options.DataFolder, options.Name);

    public string Folder => Path.Combine(Parent, $"postgres-{binaries.MajorVersion}");

    public bool Exists => Directory.Exists(Folder);

    /// <summary>Makes the folder when it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Exists) return;
        RefuseOtherVersions();
        // Passable, not readable: the data folder inside is the server user's own and closed.
        Directory.CreateDirectory(Parent, user is null ? Private : Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var draft = Folder + ".draft";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft, Private);
        if (user is not null) await RunAsync("chown", [user.Name, draft], null, null, cancellationToken);

        // The password goes through the standard input into a file that only the server's user can read, and that is gone afterwards.
        const string script =
            """
            umask 077
            cat > "$0/password"
            mkdir "$0/data"
            "$@" --pgdata="$0/data" --pwfile="$0/password"
            code=$?
            rm -f "$0/password"
            exit "$code"
            """;
        string[] initDb =
        [
            binaries.InitDb, $"--username={options.UserName}", "--auth=scram-sha-256", "--encoding=UTF8", .. Locale,
            .. options.ThrowAway ? ["--no-sync"] : Array.Empty<string>(),
        ];
        await RunAsync("/bin/sh", ["-c", script, draft, .. initDb], options.Password, user, cancellationToken);
        // Under its own name only when it is whole: a start that was interrupted here begins again.
        Directory.Move(Path.Combine(draft, "data"), Folder);
        Directory.Delete(draft, recursive: true);
    }

    /// <summary>Ends a server that still works on the folder, as one may after the local host and its guardian were killed.</summary>
    public async Task EndOtherServerAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, "postmaster.pid");
        if (!File.Exists(file)) return;
        var firstLine = File.ReadLines(file).FirstOrDefault();
        if (!int.TryParse(firstLine, CultureInfo.InvariantCulture, out var server) || !IsServer(server)) return;
        Signals.SendToProcess(server, Signal.Interrupt);
        var begin = time.GetTimestamp();
        while (ProcessRecords.IsAlive(server))
        {
            if (time.GetElapsedTime(begin) > TimeSpan.FromSeconds(30))
            {
                throw new LocalHostException(
                    "postgres.data_in_use", $"Process {server} works on the data folder {Folder} and does not end. Stop it, then start again.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private void RefuseOtherVersions()
    {
        if (!Directory.Exists(Parent)) return;
        var other = Directory.GetDirectories(Parent, "postgres-*").FirstOrDefault(folder => !folder.EndsWith(".draft", StringComparison.Ordinal));
        if (other is null) return;
        throw new LocalHostException(
            "postgres.other_version",
            $"{other} holds this server's data, made by another major version; the PostgreSQL found here is {binaries.Version} " +
            $"({binaries.Folder}). Its data folder is never opened by another version. Either set {PostgresBinaries.FolderVariable} to the " +
            "programs of that version, or move or delete the folder to start with an empty database.");
    }

    // UTF-8 with an order that is the same on every machine. The server's own provider has it since version 17; before that the C
    // library must, and macOS's does not.
    private string[] Locale =>
        binaries.MajorVersion >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        : OperatingSystem.IsMacOS() ? ["--locale=en_US.UTF-8"]
        : ["--locale=C.UTF-8"];

    // The number in the file may belong to any process by now.
    private static bool IsServer(int process)
    {
        if (!ProcessRecords.IsAlive(process)) return false;
        try
        {
            using var found = Process.GetProcessById(process);
            return found.ProcessName == "postgres";
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, string[] arguments, string? input, ServerUser? account, CancellationToken cancellationToken)
    {
        var output = new OutputTail();
        var child = processes.Start(
            new ProcessSpec
            {
                Name = $"{options.Name}-initdb",
                FileName = program,
                Arguments = arguments,
                Environment = PostgresServer.ServerEnvironment,
                WorkingDirectory = Parent,
                StandardInput = input,
                User = account,
            },
            output.Add);
        await using var cancel = cancellationToken.Register(child.Kill);
        var exitCode = await child.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode == 0) return;
        throw new LocalHostException(
            "postgres.initdb_failed", $"The data folder {Folder} could not be made (exit code {exitCode}): {output}");
    }
}
