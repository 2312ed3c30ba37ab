using Microsoft.Extensions.Configuration;
using Velro.Data.Pools;

namespace Velro.Tests.Unit.Data;

/// <summary>The limits of the pools (DESIGN.md section 7) and their settings.</summary>
public sealed class PoolLimitsTests
{
    [Theory]
    [InlineData(PoolNames.Authorization, 5, 25, 5)]
    [InlineData(PoolNames.Generation, 10, 50, 3)]
    [InlineData(PoolNames.Analytics, 2, 10, 10)]
    public void The_limits_are_those_of_the_design(string pool, int minimum, int maximum, int seconds)
    {
        var limits = Read(pool);

        Assert.Equal((minimum, maximum), (limits.MinimumConnections, limits.MaximumConnections));
        Assert.Equal(TimeSpan.FromSeconds(seconds), limits.TimeLimit);
        Assert.InRange(limits.ConnectionTimeout, TimeSpan.FromSeconds(1), limits.TimeLimit);
    }

    [Fact]
    public void A_setting_changes_one_limit_of_one_pool()
    {
        Assert.Equal(7, Read(PoolNames.Audit, ("MaximumConnections", "7")).MaximumConnections);
        Assert.Equal(1, Read(PoolNames.Audit, ("MaximumConnections", "7")).MinimumConnections);
    }

    [Theory]
    [InlineData("MaximumConnections", "0")]
    [InlineData("MaximumConnections", "1001")]
    [InlineData("MaximumConnections", "4")]
    [InlineData("MaximumConnections", "many")]
    [InlineData("MinimumConnections", "-1")]
    [InlineData("MinimumConnections", "26")]
    [InlineData("TimeLimit", "00:00:00")]
    [InlineData("TimeLimit", "00:00:02.5")]
    [InlineData("TimeLimit", "00:10:01")]
    [InlineData("ConnectionTimeout", "00:00:00.5")]
    [InlineData("ConnectionTimeout", "00:00:06")]
    public void A_limit_out_of_range_stops_the_start_and_is_named(string setting, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(PoolNames.Authorization, (setting, value)));

        Assert.Contains("Velro:Pools:authorization:", error.Message, StringComparison.Ordinal);
    }

    private static PoolLimits Read(string pool, params (string Setting, string Value)[] settings) => PoolLimits.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one =>
            KeyValuePair.Create<string, string?>($"Velro:Pools:{pool}:{one.Setting}", one.Value))).Build(),
        pool);
}
