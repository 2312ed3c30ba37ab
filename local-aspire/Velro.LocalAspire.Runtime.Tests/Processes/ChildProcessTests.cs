using System.Collections.Concurrent;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Runtime.Tests.Processes;

public sealed class ChildProcessTests : IAsyncLifetime
{
    private readonly TemporaryPlace _place = new();
    private readonly ConcurrentQueue<OutputLine> _output = new();
    private ProcessHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProcessHost.CreateAsync(_place.Path);

    [Fact]
    public async Task Its_environment_is_exactly_what_is_given()
    {
        var child = Start("env", environment: new() { ["GIVEN"] = "1" });

        Assert.Equal(0, await child.Exited);
        // The shell that opens the gate may name its own folder; nothing of this process's environment passes.
        var lines = _output.Select(line => line.Text).Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal) && !line.StartsWith("SHLVL=", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["GIVEN=1"], lines);
    }

    [Fact]
    public async Task Output_and_exit_code_are_told()
    {
        var child = Start("/bin/sh", ["-c", "echo out; echo err >&2; exit 7"]);

        Assert.Equal(7, await child.Exited);
        Assert.Contains(new OutputLine("out", false), _output);
        Assert.Contains(new OutputLine("err", true), _output);
    }

    [Fact]
    public async Task Arguments_pass_through_no_shell()
    {
        var child = Start("printf", ["%s\n", "a b", "$HOME", "'\"*"]);

        await child.Exited;
        Assert.Equal(["a b", "$HOME", "'\"*"], _output.Select(line => line.Text));
    }

    [Fact]
    public async Task What_gives_way_is_the_same_process_at_a_lower_priority()
    {
        var usual = Start("nice");
        await usual.Exited;
        var before = int.Parse(_output.Single().Text, System.Globalization.CultureInfo.InvariantCulture);
        _output.Clear();
        var child = Start("/bin/sh", ["-c", "nice; echo $$"], givesWay: true);
        await child.Exited;
        Assert.Equal([$"{Math.Min(before + 5, 19)}", $"{child.Id}"], _output.Select(line => line.Text));
    }

    [Fact]
    public async Task Standard_input_is_passed_and_ends()
    {
        var child = Start("cat", input: "secret\nsecond");

        Assert.Equal(0, await child.Exited);
        Assert.Equal(["secret", "second"], _output.Select(line => line.Text));
    }

    [Fact]
    public async Task Stop_asks_first()
    {
        var child = Start("/bin/sh", ["-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done"]);
        await Eventually.True(() => _output.Any(line => line.Text == "ready"), "the child is ready");

        Assert.Equal(3, await child.StopAsync());
        Assert.Contains("bye", _output.Select(line => line.Text));
    }

    [Fact]
    public async Task Stop_kills_what_does_not_listen()
    {
        var child = Start("/bin/sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"], grace: TimeSpan.FromMilliseconds(300));
        await Eventually.True(() => _output.Any(line => line.Text == "ready"), "the child is ready");

        Assert.Equal(128 + 9, await child.StopAsync());
    }

    [Fact]
    public async Task What_it_started_ends_with_it()
    {
        var child = Start("/bin/sh", ["-c", "sleep 300 & echo $!; exit 0"]);
        await child.Exited;

        var descendant = int.Parse(_output.First().Text, System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.True(() => !ProcessRecords.IsAlive(descendant), "the descendant ends");
    }

    [Fact]
    public async Task It_leads_a_process_group_of_its_own()
    {
        var child = Start("/bin/sh", ["-c", "ps -o pgid= -p $$"]);
        await child.Exited;

        Assert.Equal(child.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), _output.First().Text.Trim());
    }

    [Fact]
    public void A_missing_program_is_named()
    {
        var error = Assert.Throws<LocalHostException>(() => Start("/nowhere/server"));

        Assert.Equal("process.program_missing", error.Code);
        Assert.Contains("/nowhere/server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_can_start_it_as_somebody_else()
    {
        if (!Environment.IsPrivilegedProcess) return;
        var child = Start("id", ["-un"], user: ServerUser.ForThisProcess());

        Assert.Equal(0, await child.Exited);
        Assert.Contains(_output.First().Text, new[] { "postgres", "nobody" });
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        _place.Dispose();
        return ValueTask.CompletedTask;
    }

    private ChildProcess Start(
        string program,
        string[]? arguments = null,
        Dictionary<string, string>? environment = null,
        string? input = null,
        TimeSpan? grace = null,
        ServerUser? user = null,
        bool givesWay = false) => _host.Start(
        new ProcessSpec
        {
            Name = "child",
            FileName = program,
            Arguments = arguments ?? [],
            Environment = environment ?? new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
            WorkingDirectory = _place.Path,
            StandardInput = input,
            StopGrace = grace ?? TimeSpan.FromSeconds(10),
            User = user,
            GivesWay = givesWay,
        },
        _output.Enqueue);
}
