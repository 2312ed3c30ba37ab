using System.Xml.Linq;
using Velro.Nodes.Reports;
using Velro.Nodes.Samples;

namespace Velro.Tests.Unit.Nodes;

/// <summary>A report says what the samples say, and of what they do not say that it is missing.</summary>
public sealed class ReportTests
{
    private static readonly DateTimeOffset To = new(2026, 3, 9, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset From = To.AddDays(-7);
    private static readonly TimeSpan While = TimeSpan.FromMinutes(5);

    [Fact]
    public void Of_nothing_everything_is_missing_and_nothing_is_good()
    {
        var report = Build([]);

        Assert.All(report.Targets, static target => Assert.Equal(TargetOutcome.Missing, target.Outcome));
        Assert.Equal(0, report.Coverage);
        Assert.All(report.Capacity, static capacity => Assert.Null(capacity.Share));
        Assert.Contains("nothing is known", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.DoesNotContain("| met |", MarkdownReport.Write(report), StringComparison.Ordinal);
        Assert.Contains("silence", report.Incidents.Select(static incident => incident.Kind));
    }

    [Fact]
    public void A_good_week_meets_its_targets()
    {
        var report = Build(Week(static (_, sample) => sample));

        Assert.All(report.Targets, static target => Assert.True(target.Outcome == TargetOutcome.Met, $"{target.Name}: {target.Actual}"));
        Assert.Equal(1, report.Coverage, precision: 3);
        Assert.Empty(report.Incidents);
        var operation = Assert.Single(report.Operations);
        Assert.Equal((2016L * 100, 0L, 1.0, 1.0), (operation.Requests, operation.Errors, operation.Availability, operation.Apdex));
    }

    [Theory]
    [InlineData("velro.consistency.differences", 1, "Answers of the caches that the database contradicts", "difference")]
    [InlineData("velro.decisions.lost|error.type=spool", 3, "Decision records lost", "loss")]
    [InlineData("velro.cache.payloads.forged", 1, "Payloads of Redis that somebody else wrote", "forged")]
    public void What_must_not_be_is_missed_when_it_was_once(string series, double count, string target, string incident)
    {
        var report = Build(Week((i, sample) => i == 1000 ? sample with { Counters = new(sample.Counters) { [series] = count } } : sample));

        Assert.Equal(TargetOutcome.Missed, report.Targets.Single(one => one.Name == target).Outcome);
        var found = Assert.Single(report.Incidents);
        Assert.Equal((incident, "a", From + (While * 1000)), (found.Kind, found.Node, found.From));
    }

    [Fact]
    public void Degraded_answers_breakers_and_warnings_are_incidents()
    {
        var report = Build(Week(static (i, sample) => i switch
        {
            10 => sample with { Counters = new(sample.Counters) { ["velro.clock.mode.changes|velro.clock.mode=Degraded"] = 2, ["velro.clock.mode.changes|velro.clock.mode=Current"] = 2 } },
            20 => sample with { Counters = new(sample.Counters) { ["velro.cache.shared.failures|error.type=breaker"] = 40 } },
            30 => sample with { Warnings = ["memory"] },
            _ => sample,
        }));

        Assert.Equal(["degraded", "breaker", "forecast"], report.Incidents.Select(static incident => incident.Kind));
        Assert.Contains("2 times", report.Incidents[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_node_told_of_is_silence_and_not_known()
    {
        var report = Build([.. Week(static (_, sample) => sample).Where((_, i) => i is < 500 or >= 1000)]);

        var silence = Assert.Single(report.Incidents);
        Assert.Equal(("silence", From + (While * 500), From + (While * 1000)), (silence.Kind, silence.From, silence.To));
        Assert.Equal(1 - (500.0 / 2016), report.Coverage, precision: 3);
        Assert.Equal(TargetOutcome.Missed, report.Targets.Single(static target => target.Name.StartsWith("The part", StringComparison.Ordinal)).Outcome);
        Assert.Contains(report.Plots[0].Lines[0].Points, static point => point.Value is null);
    }

    /// <summary>Half a percent a day from 40 %: in 120 days it is used up, less the week.</summary>
    [Fact]
    public void Capacity_follows_the_trend()
    {
        var report = Build(Week(static (i, sample) => sample with
        {
            MemoryBytes = (long)(sample.MemoryLimitBytes * (0.4 + (0.005 * i / 288) + (0.001 * Math.Sin(i)))),
        }));

        var memory = report.Capacity[0];
        Assert.Equal(0.005, memory.PerDay!.Value, precision: 3);
        Assert.InRange(memory.DaysLeft!.Value, 105, 121);
        Assert.Null(report.Capacity[2].DaysLeft);
    }

    [Fact]
    public void Errors_satisfy_nobody_and_slow_ones_count_half()
    {
        long[] buckets = new long[RequestCounts.Bounds.Length + 1];
        buckets[RequestCounts.BucketOf(0.01)] = 60;
        buckets[RequestCounts.BucketOf(0.2)] = 20;
        buckets[RequestCounts.BucketOf(3)] = 20;
        var counts = new RequestCounts(100, 10, [.. buckets], [10, 10, 10]);

        Assert.Equal(0.9, counts.Availability);
        Assert.Equal((50 + 10) / 100.0, counts.Apdex(0.075)!.Value, precision: 6);
    }

    [Fact]
    public void Quantiles_are_between_the_bounds_in_proportion()
    {
        long[] buckets = new long[RequestCounts.Bounds.Length + 1];
        buckets[RequestCounts.BucketOf(0.02)] = 100;
        var counts = new RequestCounts(100, 0, [.. buckets], [0, 0, 0]);

        Assert.Equal(0.0175, counts.Quantile(0.5)!.Value, precision: 6);
        Assert.Null(RequestCounts.None.Quantile(0.5));
    }

    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_from_elsewhere()
    {
        var html = HtmlReport.Write(Build(Week(static (i, sample) => i == 7
            ? sample with { Node = "<script>alert(1)</script>", Warnings = ["memory"] } : sample)));

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        var body = html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + "</main>".Length)];
        Assert.True(XElement.Parse(body).Descendants("svg").Count() >= 7);
    }

    [Fact]
    public void A_sample_is_what_came_between_two_statuses_and_all_of_a_process_that_began()
    {
        var before = StatusOf(started: 0, at: 100, requests: 10, stale: 5);
        var now = StatusOf(started: 0, at: 400, requests: 25, stale: 5);
        var restarted = StatusOf(started: 500, at: 600, requests: 3, stale: 1);

        var sample = NodeSample.Between(before, now);
        Assert.Equal((300, 15, false), (sample.Seconds, sample.Requests["GET /x"].Count, sample.IsFirst));
        Assert.Equal(0, sample.Counters["velro.cache.reads.stale"]);

        var first = NodeSample.Between(now, restarted);
        Assert.Equal((100, 3, true), (first.Seconds, first.Requests["GET /x"].Count, first.IsFirst));
        Assert.Equal(1, first.Counters["velro.cache.reads.stale"]);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var sample = Week(static (_, one) => one)[0] with { Gauges = new() { ["velro.clock.age"] = double.NaN } };

        var read = NodeJson.Read<NodeSample>(System.Text.Encoding.UTF8.GetString(NodeJson.Write(sample)))!;

        Assert.Equal(sample.Requests.Single().Value.Buckets, read.Requests.Single().Value.Buckets);
        Assert.Equal(sample.Counters, read.Counters);
        Assert.Null(NodeJson.Read<NodeSample>("{\"node\": 7}"));
    }

    private static PerformanceReport Build(IReadOnlyCollection<NodeSample> samples) => ReportBuilder.Build(samples, From, To, To, new ReportTargets());

    private static NodeStatus StatusOf(int started, int at, long requests, double stale) => new()
    {
        Node = "a",
        Process = "authapi",
        Version = "1",
        StartedAt = From.AddSeconds(started),
        At = From.AddSeconds(at),
        Requests = new() { ["GET /x"] = RequestCounts.None with { Count = requests } },
        Counters = new() { ["velro.cache.reads.stale"] = stale },
    };

    private static NodeSample[] Week(Func<int, NodeSample, NodeSample> change)
    {
        long[] buckets = new long[RequestCounts.Bounds.Length + 1];
        buckets[0] = 100;
        var checks = new RequestCounts(100, 0, [.. buckets], [0, 0, 0]);
        return
        [
            .. Enumerable.Range(0, 2016).Select(i => change(i, new NodeSample
            {
                Node = "a", Process = "authapi", From = From + (While * i), To = From + (While * (i + 1)), CpuSeconds = 60, Processors = 2,
                MemoryBytes = 400, MemoryLimitBytes = 100_000, ClockMode = "Current",
                Requests = new() { ["POST /access/v1/evaluation"] = checks },
                Counters = new()
                {
                    ["velro.cache.reads|velro.cache.tier=l0|velro.context.kind=user"] = 990,
                    ["velro.cache.reads|velro.cache.tier=l3|velro.context.kind=user"] = 10,
                    ["velro.consistency.differences"] = 0, ["velro.decisions.lost"] = 0, ["velro.cache.payloads.forged"] = 0,
                    ["db.client.connection.npgsql.timeouts|db.client.connection.pool.name=audit"] = 0,
                },
                PoolLimits = new() { ["authorization"] = 25 },
            })),
        ];
    }
}
