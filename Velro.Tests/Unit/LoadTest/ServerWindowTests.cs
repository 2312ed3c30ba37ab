using Velro.LoadTest.Http;
using Velro.LoadTest.Server;

namespace Velro.Tests.Unit.LoadTest;

public sealed class ServerWindowTests
{
    [Fact]
    public void Figures_are_of_what_happened_between_two_scrapes()
    {
        var figures = ServerWindow.Between(
            At(
                0,
                """
                # TYPE velro_cache_reads_total counter
                velro_cache_reads_total{velro_cache_tier="l0",velro_context_kind="user"} 100
                velro_cache_reads_total{velro_cache_tier="l3",velro_context_kind="user"} 7
                dotnet_process_cpu_time_seconds_total{cpu_mode="user"} 5
                velro_passwords_hashing_seconds_sum 1
                velro_passwords_hashing_seconds_count 40
                """),
            At(
                10,
                """
                velro_cache_reads_total{velro_cache_tier="l0",velro_context_kind="user"} 190
                velro_cache_reads_total{velro_cache_tier="l0",velro_context_kind="team"} 5
                velro_cache_reads_total{velro_cache_tier="l3",velro_context_kind="user"} 12
                dotnet_process_cpu_time_seconds_total{cpu_mode="user"} 9
                dotnet_process_cpu_time_seconds_total{cpu_mode="system"} 1
                velro_passwords_hashing_seconds_sum 1.5
                velro_passwords_hashing_seconds_count 50
                db_client_connection_count{db_client_connection_pool_name="audit",db_client_connection_state="used"} 3
                db_client_connection_count{db_client_connection_pool_name="audit",db_client_connection_state="idle"} 4
                """));

        Assert.Equal(95, figures.Reads["l0"]);
        Assert.Equal(5, figures.Reads["l3"]);
        Assert.Equal(0.5, figures.Processors, tolerance: 1e-9);
        Assert.Equal(50, figures.HashMean!.Value, tolerance: 1e-9);
        Assert.Equal(3, figures.PoolUsed["audit"]);
        Assert.Null(figures.CheckMean);
        Assert.Null(figures.Differences);
    }

    [Fact]
    public void A_process_that_was_started_again_counts_from_zero()
    {
        var before = At(0, "velro_cache_loads_total 1000");
        var after = At(5, "velro_cache_loads_total 30");

        Assert.Equal(30, after.Growth(before, "velro_cache_loads_total"));
    }

    /// <summary>Of a hundred statements 90 took up to 5 ms and 10 up to 10 ms: the 95th took about 7.5 ms. The feed's are not among them.</summary>
    [Fact]
    public void Quantiles_are_interpolated_and_the_feed_does_not_dress_them_up()
    {
        var figures = ServerWindow.Between(
            At(0, ""),
            At(
                10,
                """
                db_client_operation_duration_seconds_bucket{db_client_connection_pool_name="identity",le="0.005"} 90
                db_client_operation_duration_seconds_bucket{db_client_connection_pool_name="identity",le="0.01"} 100
                db_client_operation_duration_seconds_bucket{db_client_connection_pool_name="identity",le="+Inf"} 100
                db_client_operation_duration_seconds_sum{db_client_connection_pool_name="identity"} 0.4
                db_client_operation_duration_seconds_count{db_client_connection_pool_name="identity"} 100
                db_client_operation_duration_seconds_bucket{db_client_connection_pool_name="feed",le="0.005"} 9000
                db_client_operation_duration_seconds_bucket{db_client_connection_pool_name="feed",le="+Inf"} 9000
                db_client_operation_duration_seconds_sum{db_client_connection_pool_name="feed"} 1
                db_client_operation_duration_seconds_count{db_client_connection_pool_name="feed"} 9000
                """));

        Assert.Equal(7.5, figures.StatementP95, tolerance: 1e-6);
        Assert.Equal(4, figures.StatementMean, tolerance: 1e-6);
        Assert.Equal(10, figures.StatementsPerSecond, tolerance: 1e-6);
    }

    [Theory]
    [InlineData("\"management\";q=600;w=60", "Velro__RateLimits__ManagementPerMinute")]
    [InlineData("\"sign-in-address\";q=100;w=60", "Velro__RateLimits__SignInsPerAddress")]
    public void A_limit_that_was_met_is_told_once_with_the_setting_that_raises_it(string policy, string setting)
    {
        var told = new List<string>();
        var hints = new RateLimitHints(told.Add);
        hints.WasHit(policy);
        hints.WasHit(policy);

        Assert.Contains(setting, Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(told, hints.Lines);
    }

    private static MetricsSnapshot At(double seconds, string text) =>
        new(TimeSpan.FromSeconds(seconds), new Dictionary<string, MetricSeries[]> { ["api"] = [.. MetricsText.Read(text)] });
}
