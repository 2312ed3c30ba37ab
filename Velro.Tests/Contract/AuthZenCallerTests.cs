using System.Net;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>What a caller's scopes and user let it ask (RIGHTS.md A1 to A3).</summary>
public sealed class AuthZenCallerTests(PostgresFixture postgres)
{
    private const string OwnResources = """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"generation"}}""";
    private const string OtherResources = """{"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"generation"}}""";
    private const string OwnActions = """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"sketch"}}""";
    private const string OtherActions = """{"subject":{"type":"user","id":"bob"},"resource":{"type":"generation","id":"sketch"}}""";
    private const string Subjects = """{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"generation","id":"sketch"}}""";

    [Theory]
    [InlineData("search/resource", OwnResources, null)]
    [InlineData("search/resource", OtherResources, "subject.not_yours")]
    [InlineData("search/action", OwnActions, null)]
    [InlineData("search/action", OtherActions, "subject.not_yours")]
    [InlineData("search/subject", Subjects, "subject.not_yours")]
    [InlineData("evaluations", OwnActions, "scope.missing")]
    public async Task A2_a_key_of_somebody_who_is_no_administrator_searches_for_that_user_only(string path, string body, string? code)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database, owner: "alice", "search");

        await AssertAsync(api, path, body, code);
    }

    [Theory]
    [InlineData("search/resource", OwnResources)]
    [InlineData("search/action", OwnActions)]
    [InlineData("search/subject", Subjects)]
    public async Task A1_an_administrators_key_without_the_scope_searches_for_nobody(string path, string body)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database, owner: "admin", "check");

        await AssertAsync(api, path, body, "scope.missing");
    }

    [Fact]
    public async Task A3_an_evaluation_about_another_subject_is_its_own_error_in_a_batch()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database, owner: "alice", "check");
        using var caller = api.CreateCaller();

        JsonElement[] decisions = await caller.EvaluateAllAsync(new
        {
            action = new { name = "read" },
            resource = Evaluations.Entity("generation:sketch"),
            evaluations = new[] { new { subject = Evaluations.Entity("user:alice") }, new { subject = Evaluations.Entity("user:bob") } },
        });

        Assert.True(decisions[0].GetProperty("decision").GetBoolean());
        Assert.False(decisions[1].GetProperty("decision").GetBoolean());
        Assert.Equal(403, decisions[1].GetProperty("context").GetProperty("error").GetProperty("status").GetInt32());
    }

    private static async Task<Api> StartAsync(NpgsqlDataSource database, string owner, string scope)
    {
        await database.RunAsync($"update service_keys set owner_id = '{owner}', scopes = '{{{scope}}}' where id = 'bootstrap'");
        return await Api.StartAsync(database);
    }

    private static async Task AssertAsync(Api api, string path, string body, string? code)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(body, path: $"/access/v1/{path}");
        if (code is null) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else await response.AssertProblemAsync(HttpStatusCode.Forbidden, code);
    }
}
