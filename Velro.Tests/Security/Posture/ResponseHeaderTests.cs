using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Velro.AuthApi.Posture;
using Velro.Tests.Contract;
using Velro.Tests.Contract.Document;
using Velro.Tests.Contract.Management;
using Velro.Tests.Stores;
using Velro.Tests.Unit;

namespace Velro.Tests.Security.Posture;

/// <summary>The headers that every answer carries, of every operation of the served document, good or bad.</summary>
public sealed class ResponseHeaderTests(DocumentFixture fixture, PostgresFixture postgres) : IClassFixture<DocumentFixture>
{
    [Fact]
    public async Task Every_answer_is_kept_nowhere_framed_nowhere_and_taken_for_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var key in new[] { PostgresFixture.AdminKey, null })
        {
            using var client = fixture.CreateCaller(key);
            foreach (var operation in fixture.Operations)
            {
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(operation.ExampleAddress, UriKind.Relative));
                if (operation.BodySchema is not null) request.Content = Json.Of("{}");
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                wrong.AddRange(Missing(response).Select(header => $"{operation.Place} {(int)response.StatusCode}: {header}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("/no-such-place")]
    [InlineData("/connect/token")]
    [InlineData("/.well-known/jwks")]
    [InlineData("/v1/entities/record/%C3")]
    public async Task So_is_what_the_document_does_not_tell_of(string path)
    {
        using var client = fixture.CreateCaller(key: null);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Empty(Missing(response));
        Assert.Null(response.Headers.Server.FirstOrDefault());
    }

    [Theory]
    [InlineData("Development", false)]
    [InlineData("Production", true)]
    public async Task Outside_development_browsers_are_told_to_come_by_https_only(string environment, bool isTold)
    {
        await using var api = await StartAsync(environment);
        using var client = api.CreateCaller();
        using var response = await client.GetAsync(new Uri("/v1/me", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(isTold, response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Outside_development_every_cookie_is_for_https_and_this_host_only()
    {
        await using var api = await StartAsync("Production");
        using var client = api.CreateCaller(key: null);
        using var page = await client.GetAsync(new Uri("/account/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var cookies = page.Headers.GetValues("Set-Cookie").ToArray();
        Assert.NotEmpty(cookies);
        Assert.All(cookies, static cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task The_answer_to_a_client_by_form_runs_its_own_script_and_no_other()
    {
        using var client = fixture.CreateCaller(key: null);
        using var response = await client.GetAsync(
            new Uri(
                "/connect/authorize?client_id=velro-web&response_type=code&response_mode=form_post&prompt=none&scope=openid&state=s"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A7777%2Fcallback&code_challenge_method=S256"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                UriKind.Relative),
            TestContext.Current.CancellationToken);

        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var script = page.Split("<script>")[1].Split("</script>")[0];
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"script-src 'sha256-{hash}'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    /// <summary>A check pays for them with assignments only.</summary>
    [Fact]
    public async Task Setting_them_allocates_nothing_that_an_answer_does_not_have_anyway()
    {
        var middleware = new ResponseHeaders(static _ => Task.CompletedTask, new PublicEnvironment());
        var http = new DefaultHttpContext();
        await middleware.InvokeAsync(http);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++) _ = middleware.InvokeAsync(http);
        }));
    }

    private async Task<Api> StartAsync(string environment) => await Api.StartAsync(await postgres.CreateDatabaseAsync(), builder => builder
        .UseEnvironment(environment)
        .UseSetting("Velro:PublicUrl", environment == "Production" ? "https://auth.example.com" : "http://localhost"));

    private static IEnumerable<string> Missing(HttpResponseMessage response)
    {
        if (Value(response, "X-Content-Type-Options") != "nosniff") yield return "X-Content-Type-Options";
        if (Value(response, "Referrer-Policy") != "no-referrer") yield return "Referrer-Policy";
        if (Value(response, "Cache-Control") is not ({ } cache and ("no-store" or "no-cache, no-store" or "no-store, no-cache")))
            yield return $"Cache-Control: {Value(response, "Cache-Control")}";
        if (Value(response, "Content-Security-Policy") is not { } policy || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal))
            yield return $"Content-Security-Policy: {Value(response, "Content-Security-Policy")}";
    }

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private sealed class PublicEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
