using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Redis;

/// <summary>An installed <c>redis-server</c> or <c>valkey-server</c>; both read the same configuration, here from standard input.</summary>
internal sealed class InstalledRedis(string program) : RedisProgram
{
    public override string Title => Path.GetFileName(program);

    public static InstalledRedis? Find(string searchPath) =>
        (Executables.Find("redis-server", searchPath) ?? Executables.Find("valkey-server", searchPath)) is { } program
            ? new InstalledRedis(program)
            : null;

    public override ProcessSpec Describe(RedisOptions options, string dataFolder) => new()
    {
        Name = options.Name,
        FileName = program,
        Arguments = ["-"],
        StandardInput = Configuration(options, dataFolder),
        Environment = Inherit("PATH", "TZ", "LANG"),
        WorkingDirectory = dataFolder,
        StopGrace = TimeSpan.FromSeconds(20),
        IsStore = true,
    };

    private static string Configuration(RedisOptions options, string dataFolder) => FormattableString.Invariant(
        $"""
        bind 127.0.0.1
        port {options.Port}
        requirepass {Quoted(options.Password)}
        dir {Quoted(dataFolder)}
        save {(options.Persistent ? "60 1" : "\"\"")}
        daemonize no
        logfile ""

        """);

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
