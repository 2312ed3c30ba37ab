using Velro.LocalAspire.Dashboard.Filters;
using Velro.LocalAspire.Dashboard.Telemetry.Logs;
using Velro.LocalAspire.Dashboard.Telemetry.Traces;
using Velro.LocalAspire.Dashboard.Tests.Telemetry;

namespace Velro.LocalAspire.Dashboard.Tests.Filters;

public sealed class FilterTests
{
    private static readonly FieldFilter[] Awkward =
    [
        new("url.full", FilterCondition.Contains, "http://localhost:5080/a?b=c&d=%20#e"),
        new("a:b%3A", FilterCondition.NotEquals, ""),
        new("n", FilterCondition.GreaterThan, "1.5"),
        new("ünï", FilterCondition.LessThan, "+ ö"),
        new("x", FilterCondition.NotContains, "%25:%"),
        new("y", FilterCondition.Equals, "z"),
    ];

    [Fact]
    public void A_filter_of_logs_is_the_same_after_it_was_in_an_address()
    {
        var filter = new LogFilter
        {
            Resource = "authapi-1",
            Level = LogSeverity.Warning,
            Text = "50 % & more: +1",
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            SpanId = "b7ad6b7169203331",
            Fields = Awkward,
        };
        var read = LogFilter.FromAddress("http://localhost:18888" + filter.ToAddress(7));
        Assert.Equal(filter, read);
        Assert.Equal(Awkward, read.Fields);
        Assert.Equal("/structuredlogs", new LogFilter().ToAddress());
    }

    [Fact]
    public void A_filter_of_traces_is_the_same_after_it_was_in_an_address()
    {
        var filter = new TraceFilter
        {
            Resource = "authapi",
            Text = "POST /x",
            OnlyErrors = true,
            MinimumMilliseconds = 12.5,
            Fields = Awkward,
        };
        var read = TraceFilter.FromAddress(filter.ToAddress());
        Assert.Equal(filter, read);
        Assert.Equal(Awkward, read.Fields);
    }

    [Fact]
    public void A_choice_of_metrics_is_the_same_after_it_was_in_an_address()
    {
        var filter = new MetricFilter
        {
            Resource = "a",
            Meter = "M/1",
            Instrument = "x y",
            Minutes = 30,
            AsTable = true,
            AsCount = true,
            Fields = Awkward,
        };
        Assert.Equal(filter, MetricFilter.FromAddress(filter.ToAddress()));
        Assert.Equal(5, MetricFilter.FromAddress("/metrics?minutes=7").Minutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a:unknown:b")]
    [InlineData(":equals:b")]
    [InlineData("a:equals:b:c")]
    public void What_is_no_filter_is_none(string text) => Assert.Null(FieldFilter.FromAddress(text));

    [Theory]
    [InlineData(FilterCondition.Equals, "GET", "get", true)]
    [InlineData(FilterCondition.NotEquals, "GET", "get", false)]
    [InlineData(FilterCondition.Contains, "ET", "get", true)]
    [InlineData(FilterCondition.NotContains, "ET", null, true)]
    [InlineData(FilterCondition.GreaterThan, "9", "10", true)]
    [InlineData(FilterCondition.LessThan, "9", "10", false)]
    [InlineData(FilterCondition.GreaterThan, "9", null, false)]
    [InlineData(FilterCondition.LessThan, "b", "a", true)]
    public void Values_are_compared_as_numbers_where_they_are_numbers(
        FilterCondition condition, string wanted, string? value, bool holds) =>
        Assert.Equal(holds, new FieldFilter("f", condition, wanted).Holds(value));

    [Fact]
    public void All_conditions_on_spans_hold_for_one_span()
    {
        var store = Sample.Store();
        var source = store.Source("api");
        store.Traces.Add(source, [Sample.Span(source, 1, 1, status: SpanStatus.Error), Sample.Span(source, 1, 2, 1)]);
        var trace = Assert.Single(store.Traces.Find(_ => true));
        var isGet = new FieldFilter("http.request.method", FilterCondition.Equals, "GET");
        var isWrong = new FieldFilter("status", FilterCondition.Equals, "error");
        Assert.True(new TraceFilter { Fields = [isGet, isWrong] }.Shows(trace));
        Assert.False(new TraceFilter { Fields = [new("name", FilterCondition.Equals, "span 2"), isWrong] }.Shows(trace));
        Assert.True(new TraceFilter { OnlyErrors = true, Resource = "api", Text = "span 1", MinimumMilliseconds = 11 }.Shows(trace));
        Assert.False(new TraceFilter { Resource = "other" }.Shows(trace));
    }

    [Fact]
    public void Logs_are_filtered_by_everything_they_have()
    {
        var source = Sample.Store().Source("api");
        var entry = Sample.Log(source, "The key was refused");
        Assert.True(new LogFilter { Text = "KEY" }.Shows(entry));
        Assert.True(new LogFilter { Text = "velro.sample" }.Shows(entry));
        Assert.False(new LogFilter { Level = LogSeverity.Warning }.Shows(entry));
        Assert.False(new LogFilter { TraceId = "ab" }.Shows(entry));
        Assert.True(new LogFilter { Fields = [new("category", FilterCondition.Contains, "Sample")] }.Shows(entry));
        Assert.True(new LogFilter { Fields = [new("level", FilterCondition.Equals, "information")] }.Shows(entry));
        Assert.False(new LogFilter { Fields = [new("absent", FilterCondition.Contains, "")] }.Shows(entry));
    }
}
