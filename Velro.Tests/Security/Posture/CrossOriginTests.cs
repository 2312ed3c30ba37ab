using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Posture;

/// <summary>Which pages of other origins may read answers: those that the setting names.</summary>
public sealed class CrossOriginTests(PostgresFixture postgres)
{
    private const string Origin = "https://app.example.com";

    [Theory]
    [InlineData(null, Origin, false)]
    [InlineData(Origin, Origin, true)]
    [InlineData(Origin, "https://app.example.com.evil.example", false)]
    [InlineData(Origin, "http://app.example.com", false)]
    [InlineData(Origin, "null", false)]
    public async Task An_origin_reads_answers_if_the_setting_names_it(string? configured, string origin, bool mayRead)
    {
        await using var api = await StartAsync(configured);
        foreach (var method in new[] { "OPTIONS", "GET" })
        {
            using var client = api.CreateCaller(method == "GET" ? PostgresFixture.AdminKey : null);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/v1/me", UriKind.Relative));
            request.Headers.Add("Origin", origin);
            if (method == "OPTIONS") request.Headers.Add("Access-Control-Request-Method", "GET");
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            var allowed = response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
            Assert.Equal(mayRead ? origin : null, allowed);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("app.example.com")]
    [InlineData("null")]
    public async Task What_is_no_origin_stops_the_start(string configured)
    {
        var database = await postgres.CreateDatabaseAsync();

        var refused = await Assert.ThrowsAnyAsync<Exception>(async () => await Api.StartAsync(
            database, builder => builder.UseSetting("Velro:Cors:Origins:0", configured)));

        Assert.Contains("Velro:Cors:Origins", refused.ToString(), StringComparison.Ordinal);
    }

    private async Task<Api> StartAsync(string? origin) => await Api.StartAsync(await postgres.CreateDatabaseAsync(), builder =>
    {
        if (origin is not null) builder.UseSetting("Velro:Cors:Origins:0", origin);
    });
}
