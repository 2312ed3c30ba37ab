using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract;

/// <summary>The three searches (AUTHZEN.md, "Search"; RIGHTS.md A3 and D4), and those of the certification fixture.</summary>
public sealed class AuthZenSearchTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Query = """
        "subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"generation"}
        """;

    private static readonly object Read = new { name = "read" };
    private static readonly object Write = new { name = "write" };
    private static readonly object ReadByAlice = new { subject = Evaluations.Entity("user:alice"), action = Read, resource = new { type = "generation" } };

    [Theory]
    [InlineData("read", "record-1", "alice", true)]
    [InlineData("read", "record-1", "bob", true)]
    [InlineData("write", "record-2", "bob", true)]
    [InlineData("write", "record-2", "alice", false)]
    [InlineData("read", "record-1", "frank", false)]
    public async Task Fixture_who_may(string action, string record, string user, bool isFound)
    {
        using var caller = api.CreateCaller();

        var found = await caller.SearchAllAsync("subject", new { subject = new { type = "user" }, action = new { name = action }, resource = Evaluations.Entity($"record:{record}") });

        Assert.Equal(isFound, found.Contains(user));
    }

    [Theory]
    [InlineData("alice", "read", "record-1", true)]
    [InlineData("bob", "write", "record-2", true)]
    [InlineData("bob", "write", "record-1", false)]
    public async Task Fixture_what_may_be_done_to(string user, string action, string record, bool isFound)
    {
        using var caller = api.CreateCaller();

        var found = await caller.SearchAllAsync(
            "resource", new { subject = Evaluations.Entity($"user:{user}"), action = new { name = action }, resource = new { type = "record" } });

        Assert.Equal(isFound, found.Contains(record));
    }

    [Fact]
    public async Task Fixture_what_somebody_may_do()
    {
        using var caller = api.CreateCaller();

        var alice = await caller.SearchAllAsync("action", new { subject = Evaluations.Entity("user:alice"), resource = Evaluations.Entity("record:record-1") });
        var bob = await caller.SearchAllAsync("action", new { subject = Evaluations.Entity("user:bob"), resource = Evaluations.Entity("record:record-2") });

        Assert.Equal(["read", "write"], alice);
        Assert.Equal(["read", "write"], bob);
    }

    [Fact]
    public async Task A_search_follows_teams_projects_lineage_and_visibility()
    {
        using var caller = api.CreateCaller();

        var dave = await caller.SearchAllAsync("resource", new { subject = Evaluations.Entity("user:dave"), action = Read, resource = new { type = "generation" } });
        var readers = await caller.SearchAllAsync("subject", new { subject = new { type = "user" }, action = Read, resource = Evaluations.Entity("generation:sketch-remix") });
        var anonymous = await caller.SearchAllAsync(
            "resource", new { subject = Evaluations.Entity("anonymous:anonymous"), action = Read, resource = new { type = "generation" } });

        Assert.Equal(["lab-tone", "poster", "sketch-remix", "sketch-remix-2"], dave);
        Assert.Equal(["alice", "carol", "dave", "grace"], readers);
        Assert.Equal(["gallery-loop", "poster"], anonymous);
    }

    [Fact]
    public async Task D4_a_public_resource_has_all_active_users_among_its_subjects_but_those_who_are_denied()
    {
        using var caller = api.CreateCaller();

        var readers = await caller.SearchAllAsync(
            "subject", new { subject = new { type = "user" }, action = Read, resource = Evaluations.Entity("generation:poster") }, limit: 2);

        Assert.Equal(["admin", "alice", "bob", "carol", "dave", "grace"], readers);
    }

    [Theory]
    [InlineData("resource", "user:nobody", "read", "generation:")]
    [InlineData("resource", "user:alice", "read", "unheard-of:")]
    [InlineData("resource", "user:alice", "unheard-of", "generation:")]
    [InlineData("subject", "user:", "read", "generation:nothing")]
    [InlineData("subject", "unheard-of:", "read", "generation:poster")]
    [InlineData("action", "user:nobody", "", "generation:poster")]
    [InlineData("action", "user:alice", "", "generation:nothing")]
    [InlineData("action", "user:alice", "", "unheard-of:x")]
    public async Task Unknown_ids_types_and_actions_give_no_results_and_no_error(string kind, string subject, string action, string resource)
    {
        using var caller = api.CreateCaller();

        var answer = await caller.SearchAsync(kind, new { subject = Evaluations.Entity(subject), action = new { name = action }, resource = Evaluations.Entity(resource) });

        Assert.Empty(Pages.ResultsOf(answer));
        Assert.Equal("", Pages.NextTokenOf(answer));
    }

    [Fact]
    public async Task Page_is_the_first_member_and_results_are_entities_of_the_searched_kind_only()
    {
        using var caller = api.CreateCaller();

        var resources = await caller.SearchAsync("resource", ReadByAlice);
        var actions = await caller.SearchAsync("action", new { subject = Evaluations.Entity("user:alice"), resource = Evaluations.Entity("generation:sketch") });

        Assert.Equal(["page", "context", "results"], resources.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(["next_token", "count"], resources.GetProperty("page").EnumerateObject().Select(static member => member.Name));
        Assert.NotEmpty(resources.GetProperty("context").GetProperty("revision").GetString()!);
        Assert.True(resources.GetProperty("context").GetProperty("evaluatedAt").TryGetDateTime(out _));
        Assert.Equal("""{"type":"generation","id":"campaign-final"}""", resources.GetProperty("results")[0].GetRawText());
        Assert.Equal("""{"name":"create"}""", actions.GetProperty("results")[0].GetRawText());
    }

    [Theory]
    [InlineData("resource")]
    [InlineData("subject")]
    [InlineData("action")]
    public async Task Pages_of_any_size_give_the_same_results_as_one(string kind)
    {
        using var caller = api.CreateCaller();
        object query = kind switch
        {
            "subject" => new { subject = new { type = "user" }, action = Read, resource = Evaluations.Entity("generation:poster") },
            "resource" => ReadByAlice,
            _ => new { subject = Evaluations.Entity("user:alice"), resource = Evaluations.Entity("generation:sketch") },
        };
        var all = await caller.SearchAllAsync(kind, query);
        Assert.True(all.Count > 3);

        for (var limit = 1; limit <= all.Count + 1; limit++) Assert.Equal(all, await caller.SearchAllAsync(kind, query, limit));
    }

    [Theory]
    [InlineData("resource")]
    [InlineData("action")]
    public async Task D4_a_limit_of_0_gives_no_results_and_a_token_that_begins(string kind)
    {
        using var caller = api.CreateCaller();
        object query = kind == "action" ? new { subject = Evaluations.Entity("user:alice"), resource = Evaluations.Entity("generation:sketch") } : ReadByAlice;

        var none = await caller.SearchAsync(kind, query, new { limit = 0 });
        var all = await caller.SearchAsync(kind, query, new { token = Pages.NextTokenOf(none) });

        Assert.Empty(Pages.ResultsOf(none));
        Assert.NotEqual("", Pages.NextTokenOf(none));
        Assert.Equal(Pages.ResultsOf(await caller.SearchAsync(kind, query)), Pages.ResultsOf(all));
    }

    [Theory]
    [InlineData("1001")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    public async Task D4_a_limit_above_1000_is_cut_to_1000(string limit)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync("{" + Query + ",\"page\":{\"limit\":" + limit + "}}", path: Pages.PathOf("resource"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(await caller.SearchAllAsync("resource", ReadByAlice), Pages.ResultsOf(await response.ReadAsync()));
    }

    [Fact]
    public async Task D4_a_continuation_may_leave_the_limit_out_or_say_another()
    {
        using var caller = api.CreateCaller();

        var first = await caller.SearchAsync("resource", ReadByAlice, new { limit = 2 });
        var second = await caller.SearchAsync("resource", ReadByAlice, new { token = Pages.NextTokenOf(first) });
        var another = await caller.SearchAsync("resource", ReadByAlice, new { token = Pages.NextTokenOf(first), limit = 1 });

        Assert.Equal(2, second.GetProperty("results").GetArrayLength());
        Assert.Equal(Pages.ResultsOf(second).First(), Assert.Single(Pages.ResultsOf(another)));
    }

    [Theory]
    [InlineData("""{"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"generation"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"write"},"resource":{"type":"generation"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"project"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"generation"},"context":{"a":1}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice","properties":{"a":1}},"action":{"name":"read"},"resource":{"type":"generation"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read","properties":{"a":[]}},"resource":{"type":"generation"}}""")]
    public async Task A_token_with_a_changed_query_is_a_400(string changed)
    {
        using var caller = api.CreateCaller();
        var token = Pages.NextTokenOf(await caller.SearchAsync("resource", ReadByAlice, new { limit = 1 }));
        using var response = await caller.PostAsync(WithToken(changed, token), path: Pages.PathOf("resource"));

        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "page.query_changed");
    }

    /// <summary>What means nothing is not a change: the order of members, unknown ones, and the id of what is searched for.</summary>
    [Fact]
    public async Task A_token_goes_on_with_the_same_query_however_it_is_written()
    {
        using var caller = api.CreateCaller();
        var token = Pages.NextTokenOf(await caller.SearchAsync("resource", ReadByAlice, new { limit = 1 }));
        using var response = await caller.PostAsync(
            $$"""
            {"page":{"token":"{{token}}","later":1},"resource":{"type":"generation","id":7},"new":[],
             "action":{"x":null,"name":"read"},"subject":{"id":"alice","type":"user","properties":{} } }
            """,
            path: Pages.PathOf("resource"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_tampered_token_is_a_400_wherever_it_was_tampered_with()
    {
        using var caller = api.CreateCaller();
        var token = Pages.NextTokenOf(await caller.SearchAsync("resource", ReadByAlice, new { limit = 1 }));
        var broken = Enumerable.Range(0, token.Length).Select(i => $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}")
            .Concat([token[..^4], token + "AAAA", "x", "AAAA", "not a token", new string('A', 9000)])
            .Where(text => text != token);

        foreach (var text in broken)
        {
            using var response = await caller.PostAsync(WithToken("{" + Query + "}", text), path: Pages.PathOf("resource"));
            await response.AssertProblemAsync(HttpStatusCode.BadRequest, "page.token_invalid");
        }
    }

    /// <summary>The position is the id of something that the subject may not see, where a page ended for its work.</summary>
    [Fact]
    public async Task A_token_does_not_show_where_the_search_stands()
    {
        using var caller = api.CreateCaller();
        var token = Pages.NextTokenOf(await caller.SearchAsync("resource", ReadByAlice, new { limit = 1 }));

        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
        Assert.DoesNotContain("campaign", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resource", """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"}}""", "resource")]
    [InlineData("resource", """{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"generation"}}""", "subject.id")]
    [InlineData("resource", """{"subject":{"type":"user","id":"alice"},"action":{},"resource":{"type":"generation"}}""", "action.name")]
    [InlineData("resource", """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"id":"sketch"}}""", "resource.type")]
    [InlineData("resource", """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"gene ration"}}""", "resource.type")]
    [InlineData("subject", """{"subject":{},"action":{"name":"read"},"resource":{"type":"generation","id":"sketch"}}""", "subject.type")]
    [InlineData("subject", """{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"generation"}}""", "resource.id")]
    [InlineData("subject", """{"subject":{"type":"user"},"resource":{"type":"generation","id":"sketch"}}""", "action")]
    [InlineData("action", """{"subject":{"type":"user"},"resource":{"type":"generation","id":"sketch"}}""", "subject.id")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation"}}""", "resource.id")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"a/b"}}""", "resource.id")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":7}""", "page")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"token":7}}""", "page.token")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"token":"\ud800"}}""", "page.token")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"limit":-1}}""", "page.limit")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"limit":"1"}}""", "page.limit")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"limit":1.5}}""", "page.limit")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"page":{"limit":1e400}}""", "page.limit")]
    [InlineData("action", """{"subject":{"type":"user","id":"alice"},"resource":{"type":"generation","id":"x"},"context":[]}""", "context")]
    public async Task A_malformed_search_is_a_400_that_names_the_field(string kind, string body, string field)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(body, path: Pages.PathOf(kind));

        var problem = await response.AssertProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    /// <summary>A page is of a snapshot that was taken after the request arrived, so that it contains every revision that was given.</summary>
    [Fact]
    public async Task A_search_since_a_revision_is_answered_and_one_of_another_run_is_refused()
    {
        using var caller = api.CreateCaller();
        var revision = (await caller.SearchAsync("resource", ReadByAlice)).GetProperty("context").GetProperty("revision").GetString();

        var query = new { subject = Evaluations.Entity("user:alice"), action = Read, resource = new { type = "generation" }, context = new { consistency = new { at_least = revision } } };
        Assert.NotEmpty(Pages.ResultsOf(await caller.SearchAsync("resource", query)));

        using var response = await caller.PostAsync(
            "{" + Query + ",\"context\":{\"consistency\":{\"at_least\":\"" + Evaluations.ForeignRevision + "\"}}}", path: Pages.PathOf("resource"));
        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "revision.lineage");
    }

    [Fact]
    public async Task Sent_properties_count_as_in_an_evaluation()
    {
        using var caller = api.CreateCaller();
        var archived = JsonSerializer.SerializeToElement(new { status = "archived" });

        var writers = await caller.SearchAllAsync(
            "subject", new { subject = new { type = "user", properties = new { role = "admin" } }, action = Write, resource = Evaluations.Entity("record:record-1", archived) });

        Assert.Equal(["admin", "alice", "bob", "carol", "dave", "erin", "grace"], writers);
    }

    private static string WithToken(string body, string token) => body[..^1] + ",\"page\":{\"token\":\"" + token + "\"}}";
}
