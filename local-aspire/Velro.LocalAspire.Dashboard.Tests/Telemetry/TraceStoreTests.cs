using Velro.LocalAspire.Dashboard.Telemetry;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

public sealed class TraceStoreTests
{
    [Fact]
    public void Each_resource_keeps_the_latest_traces_that_began_in_it()
    {
        var store = Sample.Store(limits => limits.MaxTraceCount = 2);
        var (quiet, busy) = (store.Source("quiet"), store.Source("busy"));
        store.Traces.Add(quiet, [Sample.Span(quiet, 1)]);
        for (var i = 10; i < 15; i++) store.Traces.Add(busy, [Sample.Span(busy, i)]);
        // A span of another resource does not make a trace one of its own.
        store.Traces.Add(busy, [Sample.Span(busy, 1, 2, 1)]);
        Assert.Equal([14, 13, 1], store.Traces.Find(_ => true).Select(NumberOf));
        Assert.Equal(4, store.Traces.SpanCount);
    }

    [Fact]
    public void The_oldest_traces_go_whole_when_there_are_too_many_spans_in_all()
    {
        var store = Sample.Store(limits => limits.MaxSpanCount = 5);
        var (one, other) = (store.Source("one"), store.Source("other"));
        store.Traces.Add(one, [Sample.Span(one, 1, 1), Sample.Span(one, 1, 2, 1), Sample.Span(one, 1, 3, 1)]);
        store.Traces.Add(other, [Sample.Span(other, 2, 1), Sample.Span(other, 2, 2, 1)]);
        Assert.Equal(5, store.Traces.SpanCount);
        store.Traces.Add(other, [Sample.Span(other, 3)]);
        Assert.Equal([3, 2], store.Traces.Find(_ => true).Select(NumberOf));
        Assert.Equal(3, store.Traces.SpanCount);
    }

    [Fact]
    public void Memory_does_not_grow_behind_an_old_trace_of_a_quiet_resource()
    {
        var store = Sample.Store(limits => limits.MaxTraceCount = 10);
        var (quiet, busy) = (store.Source("quiet"), store.Source("busy"));
        store.Traces.Add(quiet, [Sample.Span(quiet, 1)]);
        var first = AddAndFind(store, busy, 2);
        for (var i = 3; i < 5_000; i++) store.Traces.Add(busy, [Sample.Span(busy, i)]);
        GC.Collect();
        Assert.False(first.TryGetTarget(out _));
        Assert.Equal(11, store.Traces.Find(_ => true).Length);
    }

    [Fact]
    public void Spans_beyond_the_limit_of_a_trace_are_counted_only()
    {
        var store = Sample.Store(limits => limits.MaxSpansPerTrace = 3);
        var source = store.Source("api");
        store.Traces.Add(source, [.. Enumerable.Range(1, 8).Select(i => Sample.Span(source, 1, i))]);
        var trace = Assert.Single(store.Traces.Find(_ => true));
        Assert.Equal((3, 5), (trace.SpanCount, trace.Dropped));
        Assert.Equal(3, store.Traces.SpanCount);
    }

    [Fact]
    public void A_trace_adds_up_to_the_same_in_whatever_order_its_spans_arrive()
    {
        var store = Sample.Store();
        var (front, back) = (store.Source("front"), store.Source("back"));
        store.Traces.Add(back, [Sample.Span(back, 1, 3, 2, SpanStatus.Error, 5)]);
        store.Traces.Add(front, [Sample.Span(front, 1, 2, 1, milliseconds: 20), Sample.Span(front, 1, 1, milliseconds: 50)]);
        var trace = store.Traces.Find(Sample.Span(front, 1).TraceId)!;
        Assert.Equal("span 1", trace.Top.Name);
        Assert.Equal(TimeSpan.FromMilliseconds(50), trace.Duration);
        Assert.Equal(1, trace.Errors);
        Assert.Equal([("front", 2), ("back", 1)], trace.BySource().Select(count => (count.Source.Service, count.Count)));
    }

    [Fact]
    public void Clearing_a_resource_forgets_the_traces_it_has_spans_in()
    {
        var store = Sample.Store();
        var (one, other) = (store.Source("one"), store.Source("other"));
        store.Traces.Add(one, [Sample.Span(one, 1), Sample.Span(one, 2)]);
        store.Traces.Add(other, [Sample.Span(other, 2, 2, 1), Sample.Span(other, 3)]);
        store.Traces.Clear("other");
        Assert.Equal([1], store.Traces.Find(_ => true).Select(NumberOf));
        Assert.Equal(1, store.Traces.SpanCount);
    }

    [Fact]
    public void A_waterfall_has_each_span_below_the_one_it_is_part_of()
    {
        var source = Sample.Store().Source("api");
        var nodes = SpanTree.Of(
        [
            Sample.Span(source, 1, 4, 2),
            Sample.Span(source, 1, 3, 1),
            Sample.Span(source, 1, 2, 1),
            Sample.Span(source, 1, 1),
            Sample.Span(source, 1, 6, 99),
        ]);
        Assert.Equal(
            [("span 1", 0, 3), ("span 2", 1, 1), ("span 4", 2, 0), ("span 3", 1, 0), ("span 6", 0, 0)],
            nodes.Select(node => (node.Span.Name, node.Depth, node.Descendants)));
    }

    [Fact]
    public void Spans_that_are_each_others_parents_and_deep_traces_are_shown_all_the_same()
    {
        var source = Sample.Store().Source("api");
        Assert.Equal(2, SpanTree.Of([Sample.Span(source, 1, 1, 2), Sample.Span(source, 1, 2, 1)]).Count);
        var deep = SpanTree.Of([.. Enumerable.Range(1, 20_000).Select(i => Sample.Span(source, 1, i, i - 1))]);
        Assert.Equal(19_999, deep[^1].Depth);
    }

    // On its own, as a method that is not optimised keeps all that it has touched.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<Trace> AddAndFind(TelemetryStore store, TelemetrySource source, int trace)
    {
        store.Traces.Add(source, [Sample.Span(source, trace)]);
        return new WeakReference<Trace>(store.Traces.Find(Sample.Span(source, trace).TraceId)!);
    }

    private static int NumberOf(Trace trace) => Convert.ToInt32(trace.Id, 16);
}
