using System.Diagnostics;
using StackExchange.Redis;

namespace Velro.LocalAspire.Integrations.Tests.Redis;

/// <summary>A real server for these tests: <c>redis-server</c> or <c>valkey-server</c> when installed, else Garnet.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Password = "only-for-this-run";

    private readonly int _port = TestHost.ClosedPort();
    private Process? _process;

    public string ConnectionString => $"127.0.0.1:{_port},password={Password}";

    public async ValueTask InitializeAsync()
    {
        _process = (Find("redis-server") ?? Find("valkey-server")) is { } installed
            ? Start(installed, ["--port", $"{_port}", "--bind", "127.0.0.1", "--requirepass", Password, "--save", ""])
            : await StartGarnetAsync();
        var options = ConfigurationOptions.Parse($"{ConnectionString},abortConnect=false,connectTimeout=500");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var patience = Stopwatch.StartNew();
        while (!connection.IsConnected)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "The Redis server of the tests did not answer within a minute.");
            Assert.False(_process.HasExited, "The Redis server of the tests ended before it answered.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<Process> StartGarnetAsync()
    {
        using var restore = Start("dotnet", ["tool", "restore"]);
        await restore.WaitForExitAsync();
        Assert.True(restore.ExitCode == 0, "Neither redis-server nor valkey-server is installed, and 'dotnet tool restore' failed.");
        return Start("dotnet", ["tool", "run", "garnet-server", "--",
            "--port", $"{_port}", "--bind", "127.0.0.1", "--auth", "Password", "--password", Password]);
    }

    private static Process Start(string file, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = RepositoryRoot(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Velro.Aspire.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run within the repository.");
    }
}
