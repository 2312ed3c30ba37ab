using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract;

/// <summary><c>/health</c> and <c>/alive</c> (RIGHTS.md F5).</summary>
public sealed class HealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task F5_the_overall_state_is_open_and_the_parts_are_for_operators()
    {
        Assert.False((await HealthAsync(api.CreateCaller(key: null))).TryGetProperty("parts", out _));
        Assert.False((await HealthAsync(api.CreateCaller(key: "a-key-that-nobody-has-ever-seen"))).TryGetProperty("parts", out _));

        var parts = (await HealthAsync(api.CreateCaller())).GetProperty("parts");
        Assert.Equal("Healthy", parts.GetProperty("evaluation").GetProperty("status").GetString());
    }

    /// <summary>This API has no Redis, and is right all the same.</summary>
    [Fact]
    public async Task A_node_without_its_shared_cache_is_degraded_and_serves()
    {
        var health = await HealthAsync(api.CreateCaller());

        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Equal("Degraded", health.GetProperty("parts").GetProperty("redis").GetProperty("status").GetString());
    }

    private static async Task<JsonElement> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.ReadAsync();
    }
}
