using System.Diagnostics;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using Velro.ServiceDefaults.Tracing;

namespace Velro.Tests.Unit.Tracing;

/// <summary>What is decided of a span when it begins (docs/adr/0005-traces-worth-keeping.md).</summary>
public sealed class HeadSamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Of_requests_the_stated_share_is_recorded_and_the_same_trace_is_always_decided_alike() =>
        Gen.Double[0, 1].Sample(ratio =>
        {
            const int requests = 4000;
            var sampler = Sampler(ratio);
            var ids = Enumerable.Range(0, requests).Select(static _ => ActivityTraceId.CreateRandom()).ToArray();
            var kept = ids.Count(id => IsKept(sampler, default, ActivityKind.Server, id));

            // Six standard deviations: it fails once in a thousand million times.
            Assert.InRange(kept, requests * ratio - 6 * Math.Sqrt(requests) / 2, requests * ratio + 6 * Math.Sqrt(requests) / 2);
            Assert.Equal(kept, ids.Count(id => IsKept(sampler, default, ActivityKind.Server, id)));
        }, iter: 20);

    [Fact]
    public void A_pass_in_the_background_is_always_kept_and_what_it_sends_without_one_never_is()
    {
        var sampler = Sampler(ratio: 0);

        Assert.True(IsKept(sampler, default, ActivityKind.Internal));
        Assert.False(IsKept(Sampler(ratio: 1), default, ActivityKind.Client));
    }

    [Fact]
    public void A_caller_that_keeps_its_trace_has_it_kept_here_so_often_a_second_and_no_more_whoever_they_are()
    {
        var sampler = Sampler(ratio: 0, callersPerSecond: 3);

        var first = Enumerable.Range(0, 100).Count(_ => IsKept(sampler, Remote(isSampled: true), ActivityKind.Server));
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = Enumerable.Range(0, 100).Count(_ => IsKept(sampler, Remote(isSampled: true), ActivityKind.Server));

        Assert.Equal((3, 3), (first, second));
    }

    /// <summary>Ids that are within any share are easily found; a caller chooses its own.</summary>
    [Fact]
    public void A_caller_gains_nothing_by_its_choice_of_an_id()
    {
        var sampler = Sampler(ratio: 0.5, callersPerSecond: 0);
        var lucky = ActivityTraceId.CreateFromString("00000000000000000000000000000001");

        Assert.True(IsKept(sampler, default, ActivityKind.Server, lucky));
        Assert.False(IsKept(sampler, new ActivityContext(lucky, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true), ActivityKind.Server));
        Assert.False(IsKept(sampler, new ActivityContext(lucky, ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: true), ActivityKind.Server));
    }

    [Fact]
    public void Where_everything_is_kept_that_is_so_whatever_callers_say()
    {
        var sampler = Sampler(ratio: 1, callersPerSecond: 0);

        Assert.True(IsKept(sampler, Remote(isSampled: false), ActivityKind.Server));
        Assert.True(IsKept(sampler, Remote(isSampled: true), ActivityKind.Server));
    }

    [Fact]
    public void What_is_below_a_span_goes_with_it()
    {
        var sampler = Sampler(ratio: 0);
        using var parent = new Activity("parent") { IsAllDataRequested = false }.Start();
        Assert.Equal(SamplingDecision.Drop, Decide(sampler, Local(parent), ActivityKind.Internal));

        parent.IsAllDataRequested = true;
        Assert.Equal(SamplingDecision.RecordOnly, Decide(sampler, Local(parent), ActivityKind.Internal));

        parent.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        Assert.Equal(SamplingDecision.RecordAndSample, Decide(sampler, Local(parent), ActivityKind.Internal));

        static ActivityContext Local(Activity span) => new(span.TraceId, span.SpanId, span.ActivityTraceFlags);
    }

    private HeadSampler Sampler(double ratio, int callersPerSecond = 10) => new(ratio, new CallerAllowance(callersPerSecond, _time));

    private static ActivityContext Remote(bool isSampled) => new(
        ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), isSampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, isRemote: true);

    private static bool IsKept(HeadSampler sampler, ActivityContext parent, ActivityKind kind, ActivityTraceId? id = null) =>
        Decide(sampler, parent, kind, id) == SamplingDecision.RecordAndSample;

    private static SamplingDecision Decide(HeadSampler sampler, ActivityContext parent, ActivityKind kind, ActivityTraceId? id = null) => sampler.ShouldSample(
        new SamplingParameters(parent, id ?? (parent.TraceId == default ? ActivityTraceId.CreateRandom() : parent.TraceId), "span", kind, null, null)).Decision;
}
