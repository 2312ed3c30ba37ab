using System.Net;
using System.Text.Json;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary>Checks and searches of a key that acts for a user (RIGHTS.md A4).</summary>
public sealed class AuthZenActAsTests(PostgresFixture postgres)
{
    /// <summary>Allows what only an administrator's key is believed to have seen (RIGHTS.md D3).</summary>
    private const string StampPolicy =
        """
        insert into policies (name, document) values ('stamp', '{"effect":"allow","actions":["stamp"],"resourceTypes":["record"],
            "condition":"has(context.acr) && context.acr == ''gold''"}')
        """;

    private const string OwnCheck =
        """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"generation","id":"sketch"}}""";

    private static readonly (string Path, string Body)[] AboutAlice =
    [
        ("evaluation", OwnCheck),
        ("evaluations", OwnCheck),
        (
            "evaluations",
            """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
             "evaluations":[{"resource":{"type":"generation","id":"sketch"}}]}
            """
        ),
        ("search/resource", """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"generation"}}"""),
        ("search/action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"sketch"}}"""),
    ];

    private static readonly (string Path, string Body) Subjects =
        ("search/subject", """{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"generation","id":"sketch"}}""");

    [Theory]
    [InlineData("admin", "check,search,check.explain")]
    [InlineData("alice", "check,search,act.as")]
    public async Task A4_a_key_that_may_not_act_for_users_is_refused_whomever_it_names(string owner, string scopes)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync($"update service_keys set owner_id = '{owner}', scopes = '{{{scopes}}}' where id = 'bootstrap'");
        await using var api = await Api.StartAsync(database);

        foreach (var user in new[] { "alice", "admin", "nobody", "not an id", "" })
            await AssertRefusedAsync(api.CreateActor(user), [.. AboutAlice, Subjects], "scope.missing");
    }

    [Fact]
    public async Task A4_the_user_acted_for_is_one_active_user_and_no_administrator()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);

        foreach (var user in new[] { "admin", "frank", "nobody", "not an id", "" })
            await AssertRefusedAsync(api.CreateActor(user), [.. AboutAlice, Subjects], "act_as.refused");
        await AssertRefusedAsync(api.CreateActor("alice", "alice"), [.. AboutAlice, Subjects], "act_as.refused");
        await AssertRefusedAsync(api.CreateActor("", "alice"), [.. AboutAlice, Subjects], "act_as.refused");
    }

    [Fact]
    public async Task A4_the_user_acted_for_is_judged_at_the_revision_of_the_answer()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);
        using var actor = api.CreateActor("alice");
        var question = new
        {
            subject = Evaluations.Entity("user:alice"),
            action = new { name = "read" },
            resource = Evaluations.Entity("generation:sketch"),
            context = new { consistency = "full" },
        };

        Assert.True((await actor.EvaluateAsync(question)).GetProperty("decision").GetBoolean());
        await database.RunAsync("update users set state = 'suspended' where id = 'alice'");

        using var response = await actor.PostAsync(JsonSerializer.Serialize(question));
        await response.AssertProblemAsync(HttpStatusCode.Forbidden, "act_as.refused");
    }

    [Fact]
    public async Task A4_who_acts_for_a_user_asks_about_that_user_only()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);

        foreach (var (path, body) in AboutAlice)
        {
            using var own = api.CreateActor("alice");
            using var answered = await own.PostAsync(body, path: $"/access/v1/{path}");
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        }

        // In a batch it is the error of each evaluation, as for whoever is no administrator (A3).
        var alone = AboutAlice.Where(static asked => !asked.Body.Contains("\"evaluations\"", StringComparison.Ordinal));
        await AssertRefusedAsync(api.CreateActor("bob"), [.. alone, Subjects], "subject.not_yours");
        await AssertRefusedAsync(api.CreateActor("alice"), [Subjects], "subject.not_yours");
    }

    [Fact]
    public async Task A4_an_evaluation_about_another_than_the_user_acted_for_is_its_own_error_in_a_batch()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);
        using var actor = api.CreateActor("alice");

        JsonElement[] decisions = await actor.EvaluateAllAsync(new
        {
            action = new { name = "read" },
            resource = Evaluations.Entity("generation:sketch"),
            evaluations = new[]
            {
                new { subject = Evaluations.Entity("user:alice") },
                new { subject = Evaluations.Entity("user:carol") },
                new { subject = Evaluations.Entity("user:admin") },
            },
        });

        Assert.Equal([true, false, false], decisions.Select(Permits));
        foreach (var other in decisions[1..])
            Assert.Equal(403, other.GetProperty("context").GetProperty("error").GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("stamp", "record-1", """{"acr": "gold"}""", "{}")]
    [InlineData("write", "record-2", "{}", """{"role": "admin"}""")]
    public async Task A4_who_acts_for_a_user_is_believed_no_more_than_that_user(
        string action, string record, string context, string properties)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await database.RunAsync(StampPolicy);
        await using var api = await Api.StartAsync(database);
        using var administrator = api.CreateActor();
        using var actor = api.CreateActor("alice");

        var sent = new
        {
            subject = Evaluations.Entity("user:alice", JsonElement.Parse(properties)),
            action = new { name = action },
            resource = Evaluations.Entity($"record:{record}"),
            context = JsonElement.Parse(context),
        };
        var batch = new { sent.subject, sent.action, sent.context, evaluations = new[] { new { sent.resource } } };
        var actions = new { sent.subject, sent.resource, sent.context };

        foreach (var (caller, isBelieved) in new[] { (administrator, true), (actor, false) })
        {
            Assert.Equal(isBelieved, Permits(await caller.EvaluateAsync(sent)));
            Assert.Equal(isBelieved, Permits(Assert.Single(await caller.EvaluateAllAsync(batch))));
            Assert.Equal(isBelieved, (await caller.SearchAllAsync("action", actions)).Contains(action));
            Assert.Equal(isBelieved, (await caller.SearchAllAsync("resource", sent)).Contains(record));
        }
    }

    [Fact]
    public async Task A4_who_acts_for_a_user_is_not_told_what_that_user_may_not_know()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);
        var question = new
        {
            subject = Evaluations.Entity("user:dave"),
            action = new { name = "read" },
            resource = Evaluations.Entity("project:gallery"),
            context = new { explain = true },
        };

        using var administrator = api.CreateActor();
        Assert.Equal("blocked", (await administrator.EvaluateAsync(question)).GetProperty("context").GetProperty("reason").GetString());

        using var actor = api.CreateActor("dave");
        var batch = new { question.subject, question.action, question.context, evaluations = new[] { new { question.resource } } };
        foreach (var answer in new[] { await actor.EvaluateAsync(question), Assert.Single(await actor.EvaluateAllAsync(batch)) })
        {
            Assert.Equal("no_access", answer.GetProperty("context").GetProperty("reason").GetString());
            Assert.False(answer.GetProperty("context").TryGetProperty("explanation", out _));
        }
    }

    private static bool Permits(JsonElement decision) => decision.GetProperty("decision").GetBoolean();

    private static async Task AssertRefusedAsync(HttpClient actor, IEnumerable<(string Path, string Body)> asked, string code)
    {
        using (actor)
        {
            foreach (var (path, body) in asked)
            {
                using var response = await actor.PostAsync(body, path: $"/access/v1/{path}");
                await response.AssertProblemAsync(HttpStatusCode.Forbidden, code);
            }
        }
    }
}
