using System.Diagnostics;
using System.Text.Json;
using Velro.LocalAspire.Processes;

namespace Velro.Benchmarks.Peers;

/// <summary>
/// A folder of the user's own with the peers that npm has, fetched once: <c>VELRO_PEERS</c>, else <c>~/.cache/velro-peers</c>. Their scripts
/// are not run.
/// </summary>
internal static class NpmFolder
{
    private static readonly string Path = Environment.GetEnvironmentVariable("VELRO_PEERS") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "velro-peers");

    /// <summary>Brings packages there, in exactly these versions.</summary>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    /// <exception cref="PeerUnavailableException">npm is missing, or has them not.</exception>
    public static async Task<string> WithAsync(params (string Name, string Version)[] packages)
    {
        if (packages.All(static package => IsThere(package.Name, package.Version))) return Path;
        var npm = Executables.Find("npm") ?? throw new PeerUnavailableException("npm is not installed");
        Directory.CreateDirectory(Path);
        string[] wanted = [.. packages.Select(static package => $"{package.Name}@{package.Version}")];
        var start = new ProcessStartInfo(
            npm, ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--prefix", Path, .. wanted])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        await output;
        if (process.ExitCode != 0 || !packages.All(static package => IsThere(package.Name, package.Version)))
            throw new PeerUnavailableException($"npm has no {string.Join(", ", wanted)}: {errors.Split('\n')[0]}");
        return Path;
    }

    private static bool IsThere(string name, string version)
    {
        var description = System.IO.Path.Combine(Path, "node_modules", name, "package.json");
        if (!File.Exists(description)) return false;
        using var json = JsonDocument.Parse(File.ReadAllText(description));
        return json.RootElement.GetProperty("version").GetString() == version;
    }
}
