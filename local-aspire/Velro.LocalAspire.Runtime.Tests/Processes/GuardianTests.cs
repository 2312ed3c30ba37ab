using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Runtime.Tests.Processes;

public sealed class GuardianTests : IDisposable
{
    private readonly TemporaryPlace _place = new();
    private readonly List<Process> _children = [];

    public static TheoryData<string> Shells => [.. new[] { "/bin/sh", "/bin/bash", "/bin/busybox" }.Where(File.Exists)];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task When_the_pipe_breaks_programs_end_before_stores_by_their_own_signals(string shell)
    {
        var program = Child("trap 'echo program >> log; exit' TERM; : > ready1; while :; do sleep 0.05; done");

        // Not INT: a test run in the background of a shell has that ignored, and so have its children, whatever they trap.
        var store = Child("trap 'echo store >> log; exit' USR1; : > ready2; while :; do sleep 0.05; done");
        await Eventually.True(() => File.Exists(In("ready1")) && File.Exists(In("ready2")), "the children are ready");
        using var guardian = Guardian(shell);
        guardian.StandardInput.Write($"store {store.Id} USR1\nprogram {program.Id} TERM\n");

        guardian.StandardInput.Close();

        await guardian.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["program", "store"], File.ReadAllLines(In("log")));
        Assert.True(store.WaitForExit(5000) && program.WaitForExit(5000));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_has_gone_is_left_alone_and_folders_go(string shell)
    {
        var gone = Child("exec sleep 300");
        var folder = Directory.CreateDirectory(In("with space")).FullName;
        using var guardian = Guardian(shell);
        guardian.StandardInput.Write($"program {gone.Id} TERM\ngone {gone.Id}\nfolder {folder}\n");

        guardian.StandardInput.Close();

        await guardian.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(gone.HasExited);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task After_the_word_done_it_goes_home()
    {
        var child = Child("exec sleep 300");
        using var guardian = Guardian("/bin/sh");
        guardian.StandardInput.Write($"program {child.Id} TERM\ndone\n");
        guardian.StandardInput.Close();

        await guardian.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(child.HasExited);
    }

    [Fact]
    public async Task The_next_start_ends_what_a_killed_host_and_guardian_left()
    {
        var left = Child("exec sleep 300");
        var records = new ProcessRecords(In("processes"));
        records.Write(left.Id, new ProcessSpec
        {
            Name = "left behind",
            FileName = "sleep",
            Environment = new Dictionary<string, string>(),
            WorkingDirectory = "/",
        });

        using var host = await ProcessHost.CreateAsync(_place.Path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["left behind"], host.EndedLeftovers);
        Assert.True(left.WaitForExit(5000));
    }

    [Fact]
    public async Task A_process_that_only_has_the_number_of_an_old_one_is_left_alone()
    {
        var other = Child("exec sleep 300");
        Directory.CreateDirectory(In("processes"));
        await File.WriteAllTextAsync(
            In("processes/" + other.Id.ToString(CultureInfo.InvariantCulture)), "1 15 program old one", TestContext.Current.CancellationToken);

        using var host = await ProcessHost.CreateAsync(_place.Path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(host.EndedLeftovers);
        Assert.False(other.HasExited);
    }

    [Fact]
    public async Task Without_setsid_the_shells_job_control_makes_the_group()
    {
        var output = new ConcurrentQueue<string>();
        // As on macOS, whose /bin/sh is bash; dash has job control only with a terminal.
        using var host = await ProcessHost.CreateAsync(
            _place.Path, setsid: null, "/bin/bash", TimeProvider.System, TestContext.Current.CancellationToken);
        var child = host.Start(
            new ProcessSpec
            {
                Name = "child",
                FileName = "/bin/sh",
                Arguments = ["-c", "cat; ps -o pgid= -p $$"],
                Environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
                WorkingDirectory = _place.Path,
                StandardInput = "x\n",
            },
            line => output.Enqueue(line.Text.Trim()));

        Assert.Equal(0, await child.Exited);
        Assert.Equal(["x", child.Id.ToString(CultureInfo.InvariantCulture)], output);
    }

    public void Dispose()
    {
        foreach (var child in _children)
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }
        _place.Dispose();
    }

    private string In(string name) => Path.Combine(_place.Path, name);

    private Process Child(string script)
    {
        var child = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", script]) { WorkingDirectory = _place.Path })!;
        _children.Add(child);
        return child;
    }

    private static Process Guardian(string shell)
    {
        string[] arguments = shell.EndsWith("busybox", StringComparison.Ordinal) ? ["sh"] : [];
        var guardian = Process.Start(new ProcessStartInfo(shell, [.. arguments, "-c", GuardianScript.Guardian]) { RedirectStandardInput = true })!;
        guardian.StandardInput.AutoFlush = true;
        return guardian;
    }
}
