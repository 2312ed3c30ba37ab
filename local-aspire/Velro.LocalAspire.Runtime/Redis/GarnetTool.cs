using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Redis;

/// <summary>
/// Garnet, as the repository's tool manifest (<c>.config/dotnet-tools.json</c>) names it: for machines without an installed Redis.
/// It has what a cache and pub/sub need; no scripts, streams or client tracking.
/// </summary>
internal sealed class GarnetTool(string dotnet, string library) : RedisProgram
{
    private const string Tool = "garnet-server";

    public override string Title => Tool;

    // SIGTERM ends it with what was committed to its log a moment ago.
    public override string CommandBeforeStop => "COMMITAOF";

    /// <summary>Restores the tool when it is not there yet; the folder, or one above it, has the manifest.</summary>
    public static async Task<GarnetTool> RestoreAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = ManifestAbove(folder) ?? throw Missing($"no tool manifest with {Tool} lies at or above {folder}");
        var dotnet = DotNet.Path();
        if (LibraryOf(manifest) is { } present) return new GarnetTool(dotnet, present);
        var start = new ProcessStartInfo(dotnet, ["tool", "restore"])
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetDirectoryName(manifest)),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == 0 && LibraryOf(manifest) is { } restored) return new GarnetTool(dotnet, restored);
        throw Missing($"'dotnet tool restore' failed: {(output + await errors).Trim().ReplaceLineEndings("; ")}");
    }

    public override ProcessSpec Describe(RedisOptions options, string dataFolder)
    {
        var environment = Inherit("PATH", "HOME", "DOTNET_ROOT", "DOTNET_CLI_HOME", "NUGET_PACKAGES", "TMPDIR", "LANG");
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_gcServer"] = "0";           // a server heap per core is for machines that serve nothing else
        environment["DOTNET_TieredPGO"] = "0";
        return new ProcessSpec
        {
            Name = options.Name,
            FileName = dotnet,
            Arguments = [library, "--config-import-path", WriteConfiguration(options, dataFolder)],
            Environment = environment,
            WorkingDirectory = dataFolder,
            StopGrace = TimeSpan.FromSeconds(20),
            IsStore = true,
        };
    }

    // The password in a closed file rather than in the arguments, which every user of the machine can read.
    private static string WriteConfiguration(RedisOptions options, string dataFolder)
    {
        var path = Path.Combine(options.RunFolder, $"{options.Name}-garnet.json");
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, new
        {
            options.Port,
            Address = "127.0.0.1",
            AuthenticationMode = "Password",
            options.Password,
            CheckpointDir = dataFolder,
            Recover = options.Persistent,
            EnableAOF = options.Persistent,
            CommitFrequencyMs = options.Persistent ? 1000 : 0,
            AofSizeLimit = options.Persistent ? "256m" : "",
            AofPageSize = "8m",
            AofMemorySize = "32m",
            PageSize = "4m",
            LogMemorySize = "256m",
            IndexMemorySize = "16m",
            DeviceType = "RandomAccess",                // the native one needs a library that not every machine has
            QuietMode = true,
        });
        return path;
    }

    private static string? ManifestAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var manifest = Path.Combine(at.FullName, ".config", "dotnet-tools.json");
            if (File.Exists(manifest) && VersionIn(manifest) is not null) return manifest;
        }
        return null;
    }

    // The restored program itself: "dotnet tool run" would stay beside it as a second process, and would not pass on a signal.
    private static string? LibraryOf(string manifest)
    {
        var version = VersionIn(manifest)!;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        return InPackage(Path.Combine(packages, Tool, version, "tools")) ?? InResolverCache(home, version);
    }

    private static string? InPackage(string tools)
    {
        if (!Directory.Exists(tools)) return null;
        foreach (var settings in Directory.GetFiles(tools, "DotnetToolSettings.xml", SearchOption.AllDirectories))
        {
            var command = XDocument.Load(settings).Descendants("Command").FirstOrDefault(element => (string?)element.Attribute("Name") == Tool);
            if ((string?)command?.Attribute("EntryPoint") is { } entry) return Path.Combine(Path.GetDirectoryName(settings)!, entry);
        }
        return null;
    }

    // A tool that was restored into another packages folder counts as restored for the SDK, which remembers where it is.
    private static string? InResolverCache(string home, string version)
    {
        var cli = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") is { Length: > 0 } own ? own : home;
        var cache = Path.Combine(cli, ".dotnet", "toolResolverCache", "1", Tool);
        if (!File.Exists(cache)) return null;
        using var entries = JsonDocument.Parse(File.ReadAllBytes(cache));
        return entries.RootElement.EnumerateArray()
            .Where(entry => entry.GetProperty("Version").GetString() == version)
            .Select(entry => entry.GetProperty("PathToExecutable").GetString())
            .FirstOrDefault(File.Exists);
    }

    private static string? VersionIn(string manifest)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return document.RootElement.TryGetProperty("tools", out var tools) && tools.TryGetProperty(Tool, out var tool)
            ? tool.GetProperty("version").GetString()
            : null;
    }

    private static LocalHostException Missing(string why) => new(
        "redis.missing",
        $"Neither redis-server nor valkey-server is in PATH, and Garnet cannot take their place: {why}. Install Redis or Valkey " +
        "(apt-get install redis-server, dnf install valkey, brew install redis), or make the tool restorable.");
}
