using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;
using Velro.Caching.Clock;
using Velro.Data.Feed;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>Asks the check API as a client would.</summary>
internal static class Evaluations
{
    public const string Path = "/access/v1/evaluation";

    public const string BatchPath = "/access/v1/evaluations";

    /// <summary>A revision that is signed as one of ours, of another run of the database.</summary>
    public static string ForeignRevision { get; } =
        new RevisionTokens(PostgresFixture.MasterKey).TokenOf(new Revision(Lineage: 1, PostgresSnapshot.Parse("3:3:")));

    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient client, string body, string contentType = "application/json", string path = Path)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>The decision, of a well-formed question.</summary>
    public static Task<JsonElement> EvaluateAsync(this HttpClient client, object question) => client.AskAsync(Path, question);

    /// <summary>The decisions, of a well-formed batch.</summary>
    public static async Task<JsonElement[]> EvaluateAllAsync(this HttpClient client, object batch) =>
        [.. (await client.AskAsync(BatchPath, batch)).GetProperty("evaluations").EnumerateArray()];

    /// <summary>The answer to a well-formed question.</summary>
    public static async Task<JsonElement> AskAsync(this HttpClient client, string path, object question)
    {
        using var response = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), question, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return await response.ReadAsync();
    }

    public static async Task<bool> MayAsync(this HttpClient client, string subject, string action, string resource)
    {
        var decision = await client.EvaluateAsync(new { subject = Entity(subject), action = new { name = action }, resource = Entity(resource) });
        return decision.GetProperty("decision").GetBoolean();
    }

    public static object Entity(string name, object? properties = null) => properties is null
        ? new { type = name.Split(':', 2)[0], id = name.Split(':', 2)[1] }
        : new { type = name.Split(':', 2)[0], id = name.Split(':', 2)[1], properties };

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    /// <summary>The problem that a response is.</summary>
    public static async Task<JsonElement> AssertProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string? code = null)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("X-Request-ID")));
        var problem = await response.ReadAsync();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        foreach (var member in new[] { "type", "title", "detail", "code", "traceId" }) Assert.NotEmpty(problem.GetProperty(member).GetString()!);
        Assert.DoesNotContain(PostgresFixture.AdminKey, problem.ToString(), StringComparison.Ordinal);
        if (code is not null) Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }
}
