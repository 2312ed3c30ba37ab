using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract;

/// <summary><c>POST /access/v1/evaluations</c> (AUTHZEN.md).</summary>
public sealed class AuthZenEvaluationsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly object Alice = Evaluations.Entity("user:alice");
    private static readonly object Bob = Evaluations.Entity("user:bob");
    private static readonly object Read = new { name = "read" };
    private static readonly object Write = new { name = "write" };
    private static readonly object Record = Evaluations.Entity("record:record-1");

    [Fact]
    public async Task An_items_own_key_replaces_the_default_as_a_whole()
    {
        using var caller = api.CreateCaller();

        var decisions = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            action = Write,
            resource = Evaluations.Entity("record:record-1", new { status = "archived" }),
            evaluations = new object[]
            {
                new { },
                new { resource = Record },
                new { resource = Evaluations.Entity("record:record-1", new { colour = "red" }) },
                new { subject = Bob },
                new { action = Read },
            },
        });

        Assert.Equal([false, true, true, true, true], decisions.Select(Permits));
    }

    /// <summary>Also of the context: an item's own leaves nothing of the default.</summary>
    [Fact]
    public async Task An_items_own_context_replaces_the_default_context()
    {
        using var caller = api.CreateCaller();

        var decisions = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            action = Read,
            resource = Record,
            context = new { consistency = "full" },
            evaluations = new object[] { new { }, new { context = new { consistency = "soon" } }, new { context = new { anything = 1 } } },
        });

        Assert.Equal([true, false, true], decisions.Select(Permits));
        Assert.Contains("context.consistency", ErrorOf(decisions[1]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("execute_all", "1101")]
    [InlineData("deny_on_first_deny", "110")]
    [InlineData("permit_on_first_permit", "1")]
    public async Task A_semantic_ends_the_batch_with_the_evaluation_that_decided(string semantic, string expected)
    {
        using var caller = api.CreateCaller();

        var decisions = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            resource = Record,
            options = new { evaluations_semantic = semantic },
            evaluations = new object[] { new { action = Read }, new { action = Write }, new { action = new { name = "burn" } }, new { action = Read } },
        });

        Assert.Equal(expected, string.Concat(decisions.Select(decision => Permits(decision) ? '1' : '0')));
    }

    [Fact]
    public async Task Permit_on_first_permit_goes_on_over_denials_and_errors_and_deny_on_first_deny_ends_with_an_error()
    {
        using var caller = api.CreateCaller();
        object[] evaluations = [new { }, new { action = new { name = "burn" } }, new { action = Read }, new { action = Read }];

        var permit = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            resource = Record,
            options = new { evaluations_semantic = "permit_on_first_permit" },
            evaluations,
        });
        var deny = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            resource = Record,
            options = new { evaluations_semantic = "deny_on_first_deny" },
            evaluations,
        });

        Assert.Equal([false, false, true], permit.Select(Permits));
        Assert.Equal(400, ErrorOf(Assert.Single(deny)).Status);
    }

    [Theory]
    [InlineData("""{"resource":{"type":"record","id":"record-1"}}""", "action")]
    [InlineData("""{"action":{"name":"read"}}""", "resource")]
    [InlineData("""{"action":{"name":7},"resource":{"type":"record","id":"record-1"}}""", "action.name")]
    [InlineData("""{"action":"read","resource":{"type":"record","id":"record-1"}}""", "action")]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"\ud800"}}""", "resource.id")]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"r\u0000"}}""", "resource.id")]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"r","properties":{"a":"\udc00"}}}""", "resource.properties")]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":[]}""", "context")]
    [InlineData("""{"action":{"name":"read"},"resource":{"type":"record","id":"r"},"subject":null}""", "subject")]
    [InlineData("7", "object")]
    [InlineData("null", "object")]
    public async Task An_evaluation_that_is_not_well_formed_is_its_own_error_and_the_others_are_answered(string broken, string says)
    {
        const string whole = """{"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""";
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(
            $$"""{"subject":{"type":"user","id":"alice"},"evaluations":[{{whole}},{{broken}},{{whole}}]}""", path: Evaluations.BatchPath);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement[] decisions = [.. (await response.ReadAsync()).GetProperty("evaluations").EnumerateArray()];

        Assert.Equal([true, false, true], decisions.Select(Permits));
        var error = ErrorOf(decisions[1]);
        Assert.Equal(400, error.Status);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","evaluations":[]""")]
    [InlineData(""","evaluations":[],"options":{"evaluations_semantic":"deny_on_first_deny"}""")]
    public async Task Without_evaluations_it_answers_as_the_single_endpoint(string also)
    {
        using var caller = api.CreateCaller();
        var question = """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}""" + also + "}";
        using var response = await caller.PostAsync(question, path: Evaluations.BatchPath);
        using var malformed = await caller.PostAsync("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"}""" + also + "}", path: Evaluations.BatchPath);

        var answer = await response.ReadAsync();
        Assert.True(Permits(answer));
        Assert.False(answer.TryGetProperty("evaluations", out _));
        await malformed.AssertProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("""{"evaluations":{}}""", "evaluations")]
    [InlineData("""{"evaluations":null}""", "evaluations")]
    [InlineData("""{"evaluations":[{}],"options":[]}""", "options")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":"all"}}""", "options.evaluations_semantic")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":7}}""", "options.evaluations_semantic")]
    [InlineData("""{"evaluations":[{}],"options":{"evaluations_semantic":"\ud800"}}""", "options.evaluations_semantic")]
    [InlineData("""{"evaluations":[{}],"subject":7}""", "subject")]
    [InlineData("""{"evaluations":[{}],"action":{"name":""}}""", "action.name")]
    [InlineData("""{"evaluations":[{}],"resource":{"type":"record"}}""", "resource.id")]
    [InlineData("""{"evaluations":[{}],"context":7}""", "context")]
    public async Task What_the_request_says_for_all_must_be_well_formed(string body, string field)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(body, path: Evaluations.BatchPath);

        var problem = await response.AssertProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task A_thousand_evaluations_are_answered_and_one_more_is_a_400()
    {
        using var caller = api.CreateCaller();
        var evaluations = Enumerable.Range(0, 1000).Select(i => new { resource = Evaluations.Entity($"record:r{i}") }).ToArray();

        var decisions = await caller.EvaluateAllAsync(new { subject = Alice, action = Read, evaluations });
        using var response = await caller.PostAsync(
            JsonSerializer.Serialize(new { subject = Alice, action = Read, evaluations = evaluations.Append(evaluations[0]) }), path: Evaluations.BatchPath);

        Assert.Equal(1000, decisions.Length);
        Assert.All(decisions, decision => Assert.True(Permits(decision)));
        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "evaluations.too_many");
    }

    /// <summary>A plain batch is answered by a shorter way than one with a context, and the same.</summary>
    [Fact]
    public async Task The_short_way_answers_as_the_long_way_does()
    {
        using var caller = api.CreateCaller();
        var items = (from subject in (string[])["alice", "bob", "nobody"]
                     from action in (string[])["read", "write"]
                     from resource in (string[])["record:record-1", "record:record-2", "project:nothing"]
                     select new { subject = Evaluations.Entity($"user:{subject}"), action = new { name = action }, resource = Evaluations.Entity(resource) }).ToArray();

        var byShort = await caller.EvaluateAllAsync(new { evaluations = items });
        var byLong = await caller.EvaluateAllAsync(new { evaluations = items, context = new { } });
        var ofDefaults = await caller.EvaluateAllAsync(new { evaluations = items.Select(static item => new { item.resource }), subject = Alice, action = Read });
        var ofDefaultsByLong = await caller.EvaluateAllAsync(
            new { subject = Alice, action = Read, context = new { }, evaluations = items.Select(static item => new { item.resource }) });

        Assert.Equal(byLong.Select(Told), byShort.Select(Told));
        Assert.Equal(ofDefaultsByLong.Select(Told), ofDefaults.Select(Told));
        Assert.Contains(byShort, Permits);
        Assert.Contains(byShort, static one => !Permits(one));
        Assert.Single(byShort.Select(static one => one.GetProperty("context").GetProperty("revision").GetString()).Distinct());
    }

    private static string Told(JsonElement answer)
    {
        var context = answer.GetProperty("context").EnumerateObject()
            .Where(static member => member.Name is not ("revision" or "evaluatedAt")).Select(static member => member.ToString());
        return $"{answer.GetProperty("decision")} {string.Join(' ', context)}";
    }

    [Fact]
    public async Task All_evaluations_of_a_batch_are_of_one_revision()
    {
        using var caller = api.CreateCaller();
        var first = (await caller.EvaluateAsync(new { subject = Alice, action = Read, resource = Record })).GetProperty("context").GetProperty("revision").GetString();

        var decisions = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            action = Read,
            evaluations = new object[]
            {
                new { resource = Record },
                new { resource = Record, context = new { consistency = new { at_least = first } } },
                new { resource = Record, context = new { consistency = "full" } },
                new { resource = 7 },
            },
        });

        Assert.Single(decisions.Select(decision => decision.GetProperty("context").GetProperty("revision").GetString()).Distinct());
        Assert.Single(decisions.Select(decision => decision.GetProperty("context").GetProperty("evaluatedAt").GetString()).Distinct());
    }

    /// <summary>The other evaluations can be answered, so they are.</summary>
    [Fact]
    public async Task A_revision_of_another_run_of_the_database_is_the_error_of_the_evaluation_that_asks_for_it()
    {
        using var caller = api.CreateCaller();

        var decisions = await caller.EvaluateAllAsync(new
        {
            subject = Alice,
            action = Read,
            resource = Record,
            evaluations = new object[] { new { }, new { context = new { consistency = new { at_least = Evaluations.ForeignRevision } } } },
        });

        Assert.Equal([true, false], decisions.Select(Permits));
        Assert.Equal(400, ErrorOf(decisions[1]).Status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "credentials.required")]
    [InlineData("not-the-key-but-as-long-as-one-is", HttpStatusCode.Unauthorized, "credentials.invalid")]
    public async Task Credentials_are_judged_before_the_body(string? key, HttpStatusCode status, string code)
    {
        using var caller = api.CreateCaller(key);
        using var response = await caller.PostAsync("{", path: Evaluations.BatchPath);

        await response.AssertProblemAsync(status, code);
    }

    private static bool Permits(JsonElement decision) => decision.GetProperty("decision").GetBoolean();

    private static (int Status, string Message) ErrorOf(JsonElement decision)
    {
        var error = decision.GetProperty("context").GetProperty("error");
        return (error.GetProperty("status").GetInt32(), error.GetProperty("message").GetString()!);
    }
}
