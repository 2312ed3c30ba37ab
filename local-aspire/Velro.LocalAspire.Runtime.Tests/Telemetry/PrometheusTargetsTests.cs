using System.Text.Json;
using Velro.LocalAspire.Telemetry;

namespace Velro.LocalAspire.Runtime.Tests.Telemetry;

public sealed class PrometheusTargetsTests
{
    [Fact]
    public void Every_replica_is_a_target_on_its_own_port()
    {
        using var place = new TemporaryPlace();
        var targets = new PrometheusTargets(place.Path);
        targets.Add("authapi", "authapi-1", new Uri("http://localhost:20001"));
        targets.Add("authapi", "authapi-2", new Uri("http://localhost:20002"));
        targets.Remove("authapi-1");

        using var written = JsonDocument.Parse(File.ReadAllBytes(targets.FullName));
        var target = Assert.Single(written.RootElement.EnumerateArray());
        Assert.Equal("localhost:20002", target.GetProperty("targets")[0].GetString());
        Assert.Equal("authapi", target.GetProperty("labels").GetProperty("job").GetString());
        Assert.Equal("authapi-2", target.GetProperty("labels").GetProperty("instance").GetString());
        Assert.Equal("http", target.GetProperty("labels").GetProperty("__scheme__").GetString());
    }
}
