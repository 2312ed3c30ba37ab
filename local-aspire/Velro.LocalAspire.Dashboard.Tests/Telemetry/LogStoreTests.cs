using Velro.LocalAspire.Dashboard.Telemetry;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

public sealed class LogStoreTests
{
    [Fact]
    public void Each_resource_keeps_its_latest_entries_whatever_others_write()
    {
        var store = Sample.Store(limits => limits.MaxLogCount = 3);
        var (quiet, busy) = (store.Source("quiet"), store.Source("busy"));
        store.Logs.Add(quiet, [Sample.Log(quiet, "only")]);
        store.Logs.Add(busy, [.. Enumerable.Range(0, 10).Select(i => Sample.Log(busy, $"line {i}", i))]);
        Assert.Equal(["line 9", "line 8", "line 7", "only"], store.Logs.Find(_ => true).Select(entry => entry.Message));
    }

    [Fact]
    public void Entries_of_one_instant_keep_their_order()
    {
        var store = Sample.Store();
        var source = store.Source("api");
        store.Logs.Add(source, [.. Enumerable.Range(0, 5).Select(i => Sample.Log(source, $"{i}"))]);
        Assert.Equal(["4", "3", "2", "1", "0"], store.Logs.Find(_ => true).Select(entry => entry.Message));
    }

    [Fact]
    public void Clearing_a_resource_leaves_the_others_and_is_seen_as_a_change()
    {
        var store = Sample.Store();
        var (one, other) = (store.Source("one"), store.Source("other"));
        store.Logs.Add(one, [Sample.Log(one, "1")]);
        store.Logs.Add(other, [Sample.Log(other, "2")]);
        var version = store.Logs.Version;
        store.Logs.Clear("one");
        Assert.NotEqual(version, store.Logs.Version);
        Assert.Equal("2", Assert.Single(store.Logs.Find(_ => true)).Message);
        store.Logs.Clear(null);
        Assert.Empty(store.Logs.Find(_ => true));
    }

    [Fact]
    public void Limits_below_one_are_refused_by_name()
    {
        var limits = new TelemetryLimits { MaxTraceCount = 0 };
        Assert.Contains("MaxTraceCount", Assert.Throws<InvalidOperationException>(limits.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instances_of_one_service_have_names_of_their_own_and_share_one()
    {
        var store = Sample.Store(limits => limits.MaxResourceCount = 3);
        var first = store.Source("authapi", "1");
        Assert.Equal("authapi", first.DisplayName);
        var second = store.Source("authapi", "2");
        Assert.Equal(["authapi-1", "authapi-2"], store.Sources.All.Select(source => source.DisplayName));
        Assert.True(first.IsNamed("authapi") && first.IsNamed("AUTHAPI-1") && !first.IsNamed("authapi-2"));
        Assert.Same(second, store.Source("authapi", "2"));
        store.Source("warmer", "1");
        Assert.Null(store.Sources.Find([new("service.name", "one too many")]));
    }
}
