using System.Text.Json;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>Explanations in the check API (AUTHZEN.md, "What Velro adds").</summary>
public sealed class ExplanationTests(ApiFixture api, PostgresFixture postgres) : IClassFixture<ApiFixture>
{
    private static object Question(string subject, string action, string resource, object? context = null) => new
    {
        subject = Evaluations.Entity(subject),
        action = new { name = action },
        resource = Evaluations.Entity(resource),
        context = context ?? new { explain = true },
    };

    [Fact]
    public async Task An_explained_permit_shows_the_path_that_decided_and_its_sources()
    {
        using var caller = api.CreateCaller();
        var answer = await caller.EvaluateAsync(Question("user:carol", "write", "generation:campaign-hero"));
        Assert.True(answer.GetProperty("decision").GetBoolean());

        var steps = answer.GetProperty("context").GetProperty("explanation").GetProperty("steps").EnumerateArray().ToArray();
        Assert.Equal([2, 4, 4], steps.Select(static step => step.GetProperty("layer").GetInt32()));
        Assert.Equal(["account", "ownership", "project"], steps.Select(static step => step.GetProperty("path").GetString()));

        Assert.True(steps[2].GetProperty("decided").GetBoolean());
        Assert.Equal("editor", steps[2].GetProperty("role").GetString());

        var grant = Assert.Single(
            steps[2].GetProperty("steps").EnumerateArray(),
            static step => step.TryGetProperty("names", out var names) && names.GetProperty("id").GetString() == "studio");
        Assert.Equal("campaign", grant.GetProperty("from").GetProperty("id").GetString());
        Assert.Equal("team", Assert.Single(grant.GetProperty("steps").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task An_explanation_tells_where_each_context_was_found()
    {
        await using var database = await postgres.CreateDemoDatabaseAsync();
        await using var cold = await Api.StartAsync(database);
        using var caller = cold.CreateCaller();
        var question = Question("user:carol", "write", "generation:campaign-hero");

        Assert.Equal(["l3"], (await TiersAsync()).Distinct());
        Assert.Equal(["l1"], (await TiersAsync()).Distinct());

        var inBatch = await caller.EvaluateAllAsync(new { evaluations = new[] { question, Question("user:dave", "read", "project:gallery") } });
        Assert.Equal(["l1"], TiersOf(inBatch[0]).Distinct());
        Assert.Equal(["l3"], TiersOf(inBatch[1]).Distinct());

        async Task<string[]> TiersAsync() => TiersOf(await caller.EvaluateAsync(question));

        static string[] TiersOf(JsonElement answer) =>
            [.. answer.GetProperty("context").GetProperty("explanation").GetProperty("steps").EnumerateArray().Select(static step => step.GetProperty("tier").GetString()!)];
    }

    [Fact]
    public async Task An_explained_denial_shows_what_denied()
    {
        using var caller = api.CreateCaller();
        var context = (await caller.EvaluateAsync(Question("user:dave", "read", "project:gallery"))).GetProperty("context");

        Assert.Equal("blocked", context.GetProperty("reason").GetString());
        var decider = Assert.Single(
            context.GetProperty("explanation").GetProperty("steps").EnumerateArray(), static step => step.TryGetProperty("decided", out _));
        Assert.Equal(
            (3, "block", "denies", "gallery"),
            (decider.GetProperty("layer").GetInt32(), decider.GetProperty("path").GetString(), decider.GetProperty("result").GetString(),
                decider.GetProperty("from").GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("")]
    public async Task Without_explain_there_is_none(string explain)
    {
        using var caller = api.CreateCaller();
        var context = explain.Length == 0 ? JsonElement.Parse("{}") : JsonElement.Parse($"{{\"explain\":{explain}}}");
        var answer = await caller.EvaluateAsync(Question("user:dave", "read", "project:gallery", context));

        Assert.False(answer.GetProperty("context").TryGetProperty("explanation", out _));
    }

    [Fact]
    public async Task An_explain_that_is_no_truth_value_is_refused()
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(
            """
            {
              "subject": {"type": "user", "id": "alice"}, "action": {"name": "read"}, "resource": {"type": "project", "id": "lab"},
              "context": {"explain": "yes"}
            }
            """);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.True((await response.ReadAsync()).GetProperty("errors").TryGetProperty("context.explain", out _));
    }

    [Fact]
    public async Task D1_a_key_without_check_explain_is_told_neither_an_explanation_nor_a_reason_that_reveals()
    {
        await using var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync("update service_keys set scopes = '{check}'");
        await using var plain = await Api.StartAsync(database);
        using var caller = plain.CreateCaller();

        string[] resources = ["project:gallery", "project:absent", "project:lab"];
        var batch = await caller.EvaluateAllAsync(new
        {
            evaluations = resources.Select(static resource => Question("user:dave", "transfer", resource)).ToArray(),
        });
        foreach (var (resource, inBatch) in resources.Zip(batch))
        {
            var context = (await caller.EvaluateAsync(Question("user:dave", "transfer", resource))).GetProperty("context");
            Assert.Equal(
                (context.GetProperty("reason").GetString(), context.GetProperty("layer").GetInt32(), false),
                (inBatch.GetProperty("context").GetProperty("reason").GetString(),
                    inBatch.GetProperty("context").GetProperty("layer").GetInt32(),
                    inBatch.GetProperty("context").TryGetProperty("explanation", out _)));
            Assert.False(context.TryGetProperty("explanation", out _));
            if (resource == "project:lab") Assert.Equal("insufficient_role", context.GetProperty("reason").GetString());
            else Assert.Equal(("no_access", 4), (context.GetProperty("reason").GetString(), context.GetProperty("layer").GetInt32()));
        }
    }
}
