using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Velro.LocalAspire.Proxy;
using Velro.Tests.Integration;

namespace Velro.Tests.EndToEnd;

/// <summary>The AppHost on a person's machine: its console, its end, and what it keeps.</summary>
public sealed class AppHostTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("velro-home-").FullName;
    private readonly int _port = Ports.Free();

    public void Dispose()
    {
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A7_it_says_where_everything_is_and_its_first_request_works_on_every_run()
    {
        string key;
        await using (var first = AppHostProcess.Begin(_home, _port))
        {
            await first.UntilStartedAsync();
            key = await File.ReadAllTextAsync(Path.Combine(_home, "secrets", "adminkey"), TestContext.Current.CancellationToken);
            Assert.Contains($"authapi: http://localhost:{_port}", first.Console, StringComparison.Ordinal);
            Assert.Contains(key, first.Console, StringComparison.Ordinal);
            Assert.True(await IsAllowedByWhatItSaysAsync(first));
            AssertSecretsAreKeptAndNotShown();
            Assert.Equal(0, await first.TerminateAsync());
        }

        await using var second = AppHostProcess.Begin(_home, _port);
        await second.UntilStartedAsync();
        Assert.DoesNotContain(key, second.Console, StringComparison.Ordinal);
        Assert.True(await IsAllowedByWhatItSaysAsync(second));
    }

    [Fact]
    public async Task A_key_that_is_given_is_not_shown_and_its_request_works()
    {
        const string Given = "a-key-that-somebody-chose-for-this-test";
        await using var host = AppHostProcess.Begin(_home, _port, ("Parameters__adminkey", Given));
        await host.UntilStartedAsync();
        Assert.DoesNotContain(Given, host.Console, StringComparison.Ordinal);
        Assert.True(await IsAllowedByWhatItSaysAsync(host));
        Assert.Equal(0, await host.TerminateAsync());
        Assert.DoesNotContain(Given, AllText(_home), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_it_leaves_no_process_and_the_next_start_has_the_same_data()
    {
        string key;
        await using (var killed = AppHostProcess.Begin(_home, _port))
        {
            await killed.UntilStartedAsync();
            key = await File.ReadAllTextAsync(Path.Combine(_home, "secrets", "adminkey"), TestContext.Current.CancellationToken);
            await killed.KillAsync();
        }

        await Eventually.TrueAsync(() => Task.FromResult(ProcessesOf(_home).Count == 0));
        await using var next = AppHostProcess.Begin(_home, _port);
        await next.UntilStartedAsync();
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(_home, "secrets", "adminkey"), TestContext.Current.CancellationToken));
        Assert.True(await IsAllowedByWhatItSaysAsync(next));
        Assert.Equal(0, await next.TerminateAsync());
        Assert.Empty(ProcessesOf(_home));
    }

    [Fact]
    public async Task A_second_one_beside_it_is_refused_with_the_first_ones_process()
    {
        await using var first = AppHostProcess.Begin(_home, _port);
        await first.UntilStartedAsync();
        await using var second = AppHostProcess.Begin(_home, Ports.Free());
        Assert.Equal(1, await second.UntilEndedAsync());
        Assert.Equal(
            $"Another AppHost (process {first.Id}) already runs with the state folder {_home}. Stop it first (Ctrl-C in its terminal, or "
            + $"kill {first.Id}), or set VELRO_HOME to another folder to run a second one beside it.",
            second.Console);
        Assert.True(await IsAllowedByWhatItSaysAsync(first));
    }

    [Fact]
    public async Task A_taken_port_is_named_before_anything_starts()
    {
        using var other = new TcpListener(IPAddress.Loopback, _port);
        other.Start();
        await using var host = AppHostProcess.Begin(_home, _port);
        Assert.Equal(1, await host.UntilEndedAsync());
        Assert.Equal(
            $"Port {_port}, on which authapi is to listen, is taken by another program. Stop that one, or give authapi another port: "
            + "VELRO_API_PORT=<port>.",
            host.Console);
        Assert.Empty(ProcessesOf(_home));
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_home, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using var host = AppHostProcess.Begin(Path.Combine(file, "home"), _port);
        Assert.Equal(1, await host.UntilEndedAsync());
        Assert.StartsWith($"The state folder {file}/home cannot be written", host.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keeps_a_store_from_starting_ends_it_and_is_said()
    {
        await using var host = AppHostProcess.Begin(_home, _port, ("VELRO_POSTGRES_BIN", "/nowhere"));
        Assert.Equal(1, await host.UntilEndedAsync());
        Assert.EndsWith(
            "VELRO_POSTGRES_BIN names /nowhere, but there are no programs postgres and initdb in it.", host.Console, StringComparison.Ordinal);
        Assert.Empty(ProcessesOf(_home));
    }

    private static async Task<bool> IsAllowedByWhatItSaysAsync(AppHostProcess host)
    {
        using var answer = JsonDocument.Parse(await host.TryWhatItSaysAsync());
        return answer.RootElement.GetProperty("decision").GetBoolean();
    }

    /// <summary>What the state folder has on record as started and still runs.</summary>
    private static List<string> ProcessesOf(string home) =>
    [
        .. Directory.GetFiles(Path.Combine(home, "run", "processes")).Select(Path.GetFileName).Where(id => Directory.Exists($"/proc/{id}")).OfType<string>(),
    ];

    private static string AllText(string folder) => string.Concat(Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
        .Where(file => !file.Contains("/data/", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    /// <summary>The generated parameters are files of their owner's alone, and no process was started with one on its command line.</summary>
    private void AssertSecretsAreKeptAndNotShown()
    {
        var files = Directory.GetFiles(Path.Combine(_home, "secrets"));
        Assert.NotEmpty(files);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        string[] secrets = [.. files.Select(static file => File.ReadAllText(file).Trim()).Where(static secret => secret.Length >= 16)];
        Assert.NotEmpty(secrets);
        foreach (var process in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended, or it is no process.
                continue;
            }

            Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        }
    }
}
