using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Document;

/// <summary><c>/scalar</c>: the document for people, in development.</summary>
public sealed partial class ScalarPageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task It_is_there_in_development_and_loads_nothing_from_elsewhere()
    {
        await using var api = await StartAsync("Development");
        using var client = api.CreateCaller(key: null);

        var page = await client.GetStringAsync(new Uri("/scalar/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresFixture.AdminKey, page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)https?://|cdn", page);

        var scripts = ScriptSource().Matches(page).Select(static match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var response = await client.GetAsync(
                new Uri(new Uri(client.BaseAddress!, "/scalar/"), script), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("javascript", response.Content.Headers.ContentType!.MediaType!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/scalar")]
    [InlineData("/scalar/")]
    [InlineData("/scalar/v1")]
    [InlineData("/scalar/scalar.js")]
    public async Task It_is_nowhere_else(string path)
    {
        await using var api = await StartAsync("Production");
        using var client = api.CreateCaller(key: null);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<Api> StartAsync(string environment) => await Api.StartAsync(await postgres.CreateDemoDatabaseAsync(), builder =>
    {
        builder.UseEnvironment(environment);
        builder.UseSetting("Velro:PublicUrl", "https://auth.example.com");
    });

    [GeneratedRegex("<script[^>]*src=\"([^\"]+)\"")]
    private static partial Regex ScriptSource();
}
