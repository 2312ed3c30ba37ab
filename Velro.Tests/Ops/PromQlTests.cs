namespace Velro.Tests.Ops;

/// <summary>Names are told from functions, groupings, strings and durations.</summary>
public sealed class PromQlTests
{
    [Theory]
    [InlineData("up", "up", "")]
    [InlineData("sum by (job, le) (rate(a_total{x=\"b c_total\",y!~'d'}[5m])) / 2 > bool 1e9", "a_total", "job,le,x,y")]
    [InlineData("sum(a) by (job)", "a", "job")]
    [InlineData("level:a:rate5m and on () vector(1) unless ignoring (x) b offset 1d", "level:a:rate5m,b", "x")]
    [InlineData("a * on (x) group_left (y) b", "a,b", "x,y")]
    [InlineData("histogram_quantile(0.95, sum by (le) (increase(a_bucket[$__rate_interval]))) or 0 * count(b)", "a_bucket,b", "le")]
    [InlineData("topk($n, max without (x) ({__name__=\"a\", job=~\"$job\"}))", "a", "x,job")]
    [InlineData("max_over_time(a[1h:5m]) + -Inf + NaN", "a", "")]
    public void The_metrics_and_labels_of_an_expression(string expression, string metrics, string labels)
    {
        Assert.Equal(metrics, string.Join(',', PromQl.MetricNamesIn(expression)));
        Assert.Equal(labels, string.Join(',', PromQl.LabelNamesIn(expression)));
    }
}
