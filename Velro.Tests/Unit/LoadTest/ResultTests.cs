using Velro.LoadTest;
using Velro.LoadTest.Measuring;
using Velro.LoadTest.Report;
using Velro.LoadTest.Results;
using Velro.LoadTest.Server;

namespace Velro.Tests.Unit.LoadTest;

/// <summary>What becomes of measurements: verdicts, the exit code, the files, the comparison.</summary>
public sealed class ResultTests
{
    [Fact]
    public void What_was_not_measured_is_never_met()
    {
        var verdicts = Targets.Judge(Result() with { Server = null, Operations = [], Judged = 0 });

        Assert.DoesNotContain(verdicts, static verdict => verdict.Judgement == Judgement.Pass && !verdict.Name.Contains("generator", StringComparison.Ordinal));
        Assert.DoesNotContain(verdicts, static verdict => verdict.Judgement == Judgement.Fail);
        Assert.All(verdicts, static verdict => Assert.NotEmpty(verdict.By));
    }

    [Fact]
    public void A_good_run_meets_the_targets()
    {
        var verdicts = Targets.Judge(Result());

        Assert.DoesNotContain(verdicts, static verdict => verdict.Judgement == Judgement.Fail);
        Assert.Equal(Judgement.Pass, Of(verdicts, "Authentication beyond the hash: P95").Judgement);
        Assert.Equal("40 ms", Of(verdicts, "Authentication beyond the hash: P95").Measured);
    }

    public static TheoryData<string> Faults => [.. Spoilt.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_target_that_is_missed_is_told(string name) =>
        Assert.Equal(Judgement.Fail, Of(Targets.Judge(Spoilt[name](Result())), name).Judgement);

    [Fact]
    public void Processors_that_others_used_before_the_run_are_not_held_against_the_server()
    {
        var busy = Result() with { BusyBefore = 0.9, Server = Server with { MachineProcessors = 0.95 } };

        Assert.Equal(Judgement.NotMeasured, Of(Targets.Judge(busy), "CPU at the nominal rate").Judgement);
        Assert.Equal(Judgement.Fail, Of(Targets.Judge(busy with { BusyBefore = 0.05 }), "CPU at the nominal rate").Judgement);
    }

    [Fact]
    public void A_wrong_decision_a_met_limit_and_a_failed_tool_fail_the_run_and_a_missed_target_does_if_it_is_to()
    {
        var good = Result();
        var missed = Result() with { Lag = new LagFigures(1, 1, 6, 9) };
        missed = missed with { Verdicts = Targets.Judge(missed) };

        Assert.Equal(LoadTestCommand.Passed, ExitCode.Of(good, strict: true));
        Assert.Equal(LoadTestCommand.Passed, ExitCode.Of(missed, strict: false));
        Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(missed, strict: true));
        Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(good with { Wrong = 1 }, strict: false));
        Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(good with { Fault = "a bug" }, strict: false));
        Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(good with { Operations = [] }, strict: false));
        Assert.Equal(LoadTestCommand.Failed, ExitCode.Of(good with { Errors = [new("check", 429, "rate.limited", 1, "")] }, strict: false));
    }

    [Fact]
    public void A_result_is_read_back_as_it_was_written_and_another_file_is_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), $"velro-load-{Guid.NewGuid():N}.json");
        try
        {
            ResultFile.Write(path, Result());
            var read = ResultFile.Read(path);
            Assert.Equal(Result().Settings with { Actions = read.Settings.Actions }, read.Settings);
            Assert.Equal(Result().Operations[0] with { Curve = read.Operations[0].Curve }, read.Operations[0]);

            File.WriteAllText(path, "{}");
            Assert.Throws<InvalidDataException>(() => ResultFile.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Two_runs_are_compared_by_operation_and_what_they_were_asked_otherwise_is_told()
    {
        var a = Result() with { Operations = [Figures(Operations.Check, 10), Figures(Operations.Team, 5)] };
        var b = Result() with { Operations = [Figures(Operations.Check, 5), Figures(Operations.Login, 5)], Settings = a.Settings with { Rate = 7 } };
        var comparison = new Comparison(a, b);

        Assert.Equal(["check", "team", "login"], comparison.Operations.Select(static one => one.Name));
        Assert.Equal(0.5, comparison.Operations[0].Figures.Single(static figure => figure.Name == "P95").Ratio);
        Assert.Empty(comparison.Operations[1].Figures);
        Assert.Equal(["arrivals a second: 100 and 7"], comparison.Differences);
    }

    [Fact]
    public void The_report_asks_nobody_for_anything_and_shows_texts_of_the_server_as_texts()
    {
        var result = Result() with
        {
            Errors = [new("check", 500, "server.error", 3, "<script>alert(1)</script>")],
            WrongExamples = ["<img src=x>"],
        };
        var html = HtmlReport.Render(result with { Verdicts = Targets.Judge(result) });

        Assert.All(
            (string[])["<script", "<img", "<link", "href=", "url(", "@import"], part => Assert.DoesNotContain(part, html, StringComparison.Ordinal));
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    /// <summary>A run that misses one target, by the name of the target.</summary>
    private static readonly Dictionary<string, Func<LoadResult, LoadResult>> Spoilt = new()
    {
        { "Wrong decisions", static run => run with { Wrong = 1 } },
        { "Error rate", static run => run with { Operations = [Figures(Operations.Check, 1, count: 10_000) with { Errors = 11 }] } },
        { "Authentication beyond the hash: P95", static run => run with { Operations = [Figures(Operations.Login, 76)] } },
        { "Check: P50", static run => run with { Operations = [Figures(Operations.Check, 1), Figures(Operations.CheckOwn, 66)] } },
        { "Check: P95", static run => run with { Operations = [Figures(Operations.Check, 76)] } },
        { "Profile operations: P95", static run => run with { Operations = [Figures(Operations.ProfileChange, 81)] } },
        { "Team operations: P95", static run => run with { Operations = [Figures(Operations.Team, 1), Figures(Operations.TeamMembers, 81)] } },
        { "Generation access: P95", static run => run with { Operations = [Figures(Operations.Generation, 86)] } },
        { "Media URL: P95", static run => run with { Operations = [Figures(Operations.MediaUrl, 151)] } },
        { "Database query: mean", static run => run with { Server = run.Server! with { StatementMean = 51 } } },
        { "Database query: P95", static run => run with { Server = run.Server! with { StatementP95 = 101 } } },
        { "Memory", static run => run with { Server = run.Server! with { MachineMemory = 0.81 } } },
        { "CPU at the nominal rate", static run => run with { Server = run.Server! with { MachineProcessors = 0.71 } } },
        { "Network overhead", static run => run with { Operations = [Figures(Operations.Check, 12)], Server = run.Server! with { CheckMean = 1 } } },
        { "Hit ratio in the process", static run => run with { Server = run.Server! with { Reads = new Dictionary<string, double> { ["l1"] = 94, ["l2"] = 6 } } } },
        { "Cache memory efficiency", static run => run with { Server = run.Server! with { CacheEfficiency = 0.89 } } },
        { "Heap for the 512 MiB of cached contexts", static run => run with { Server = run.Server! with { CacheBytes = 5e8, HeapBytes = 2e9 } } },
        { "Differences between caches and base tables", static run => run with { Server = run.Server! with { Differences = 1 } } },
        { "The generator began in time: P99 of its lag", static run => run with { Lag = new LagFigures(1, 1, 6, 9) } },
        {
            "Warm check at half the load: P99",
            static run => run with { Settings = run.Settings with { Mix = "checks", Capacity = 1_000 }, Operations = [Figures(Operations.Check, 6)] }
        },
    };

    private static Verdict Of(IEnumerable<Verdict> verdicts, string name) => verdicts.Single(verdict => verdict.Name == name);

    private static LoadResult Result() => new()
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        Settings = new RunSettings(
            "http://localhost:5080/", 60, 20, 100, 1, 10, "Poisson", "platform", new Dictionary<string, double> { ["check"] = 1 }, 1, false, null),
        Machine = new MachineFacts(2, 8e9, "Linux", ".NET", true),
        Operations = [Figures(Operations.Login, 70), .. Operations.All.Skip(1).Select(static operation => Figures(operation, 2))],
        Intervals =
        [
            new IntervalFigures(1, 1, "ramp", 50, 50, 0, 1, 2, 3, 0.1, new Dictionary<string, IntervalOperation> { ["check"] = new(50, 0, 1, 2, 3) }),
            new IntervalFigures(2, 1, "hold", 100, 100, 0, 1, 2, 3, 0.1, new Dictionary<string, IntervalOperation> { ["check"] = new(100, 0, 1, 2, 3) }),
        ],
        Errors = [],
        Lag = new LagFigures(0.1, 0.1, 0.5, 2),
        GeneratorProcessors = 0.1,
        Judged = 1_000,
        Wrong = 0,
        WrongExamples = [],
        Server = Server,
        ServerSamples = [Server, Server with { At = 10 }],
        Events = [new RunEvent(1.5, "caches emptied")],
        Notes = [],
    };

    private static readonly ServerFigures Server = new()
    {
        At = 5,
        Seconds = 5,
        Processors = 0.5,
        MachineProcessors = 0.4,
        MachineMemory = 0.3,
        WorkingSetBytes = 3e8,
        HeapBytes = 1e8,
        PauseShare = 0.01,
        AllocatedBytesPerSecond = 1e7,
        Reads = new Dictionary<string, double> { ["l0"] = 90, ["l1"] = 8, ["l2"] = 1, ["l3"] = 1 },
        CacheBytes = 1e6,
        CacheEntries = 1000,
        StatementsPerSecond = 50,
        StatementMean = 1,
        StatementP95 = 4,
        PoolUsed = new Dictionary<string, double> { ["audit"] = 1 },
        PoolMaximum = new Dictionary<string, double> { ["audit"] = 5 },
        HttpConnections = 20,
        CheckMean = 1.5,
        HashMean = 30,
        Differences = 0,
        CacheEfficiency = 0.95,
    };

    /// <summary>All percentiles are the same.</summary>
    private static OperationFigures Figures(Operation operation, double milliseconds, long count = 1000) => new(
        operation.Name, operation.Scenario, operation.Request, count, 0, count / 10.0, milliseconds, milliseconds, milliseconds, milliseconds,
        milliseconds, milliseconds, milliseconds, milliseconds, [[0, milliseconds], [99, milliseconds]]);
}
