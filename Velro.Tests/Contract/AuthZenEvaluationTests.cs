using System.Net;
using System.Text.Json;

namespace Velro.Tests.Contract;

/// <summary>The edges of <c>POST /access/v1/evaluation</c> (AUTHZEN.md, "Entities").</summary>
public sealed class AuthZenEvaluationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Question =
        """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"}}""")]
    [InlineData("""{"subject":{"type":"user","id":7},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":"user:alice","action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":"read","resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":""},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"al ice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice","properties":[]},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},"context":7}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"record","id":"r"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"\ud800"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"\udc00"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":{"consistency":"soon"}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":{"consistency":{"at_least":"x"}}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":{"consistency":{"at_least":"\ud800"}}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r","properties":{"a":["\ud800"]}}}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"\ud800":1}""")]
    [InlineData("""{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"r"},"context":{"a":{"\udfff":1}}}""")]
    public async Task A_body_that_is_not_a_question_is_a_400_that_says_why(string body)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(body);

        await response.AssertProblemAsync(HttpStatusCode.BadRequest);
    }

    /// <summary>A plain body of a known caller about known things is answered by a shorter way than one with a context, and the same.</summary>
    [Fact]
    public async Task The_short_way_answers_as_the_long_way_does()
    {
        using var caller = api.CreateCaller();
        string[] subjects = ["alice", "bob", "nobody"];
        string[] resources = ["record:record-1", "record:record-2", "project:nothing"];
        var questions = from subject in subjects
                        from action in (string[])["read", "write", "delete"]
                        from resource in resources
                        select (Subject: Evaluations.Entity($"user:{subject}"), Action: new { name = action }, Resource: Evaluations.Entity(resource));
        foreach (var (subject, action, resource) in questions)
        {
            var byLong = await caller.EvaluateAsync(new { subject, action, resource, context = new { } });
            var byShort = await caller.EvaluateAsync(new { subject, action, resource });
            Assert.Equal(Told(byLong), Told(byShort));
        }

        static string Told(JsonElement answer)
        {
            var context = answer.GetProperty("context").EnumerateObject()
                .Where(static member => member.Name is not ("revision" or "evaluatedAt")).Select(static member => member.ToString());
            return $"{answer.GetProperty("decision")} {string.Join(' ', context)}";
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "credentials.required")]
    [InlineData("wrong", HttpStatusCode.Unauthorized, "credentials.invalid")]
    public async Task The_short_way_is_for_callers_who_are_known(string? key, HttpStatusCode status, string code)
    {
        using var known = api.CreateCaller();
        (await known.PostAsync(Question)).EnsureSuccessStatusCode().Dispose();
        using var caller = api.CreateCaller(key);

        using var refused = await caller.PostAsync(Question);

        await refused.AssertProblemAsync(status, code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json-patch+json")]
    public async Task Another_content_type_is_a_400(string contentType)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(Question, contentType);

        await response.AssertProblemAsync(HttpStatusCode.BadRequest, "body.content_type");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=UTF-8")]
    public async Task A_charset_on_the_content_type_is_fine(string contentType)
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(Question, contentType);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Unknown_members_are_ignored_wherever_they_stand_and_order_means_nothing()
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(
            """{"later":[1],"resource":{"id":"record-1","extra":{},"type":"record"},"action":{"name":"read","why":null},"subject":{"x":1,"id":"alice","type":"user"}}""");

        Assert.True((await response.ReadAsync()).GetProperty("decision").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not-the-key-but-as-long-as-one-is")]
    [InlineData("vk_0123456789_abcdefghijklmnopqrstuvwxyz_00000000")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task No_or_wrong_credentials_are_a_401_whatever_the_body(string? key)
    {
        using var caller = api.CreateCaller(key);
        using var response = await caller.PostAsync("{");

        await response.AssertProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Contains("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_is_a_200_with_a_reason_and_a_layer()
    {
        using var caller = api.CreateCaller();

        var denial = await caller.EvaluateAsync(new
        {
            subject = Evaluations.Entity("user:nobody"),
            action = new { name = "read" },
            resource = Evaluations.Entity("record:record-1"),
        });

        Assert.False(denial.GetProperty("decision").GetBoolean());
        var context = denial.GetProperty("context");
        Assert.Equal("subject_unknown", context.GetProperty("reason").GetString());
        Assert.Equal(2, context.GetProperty("layer").GetInt32());
        Assert.NotEmpty(context.GetProperty("revision").GetString()!);
        Assert.True(context.GetProperty("evaluatedAt").TryGetDateTime(out _));
    }

    [Fact]
    public async Task A_revision_that_was_given_can_be_asked_for()
    {
        using var caller = api.CreateCaller();
        var question = new { subject = Evaluations.Entity("user:alice"), action = new { name = "read" }, resource = Evaluations.Entity("record:record-1") };
        var revision = (await caller.EvaluateAsync(question)).GetProperty("context").GetProperty("revision").GetString();

        var again = await caller.EvaluateAsync(new
        {
            question.subject,
            question.action,
            question.resource,
            context = new { consistency = new { at_least = revision } },
        });

        Assert.True(again.GetProperty("decision").GetBoolean());
    }

    [Theory]
    [InlineData("a-request-id", true)]
    [InlineData("with spaces / and ~ signs", true)]
    [InlineData("", false)]
    [InlineData("not\tprintable", false)]
    public async Task A_printable_request_id_comes_back_on_success_and_on_error(string sent, bool comesBack)
    {
        foreach (var body in new[] { Question, "{" })
        {
            using var caller = api.CreateCaller();
            caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Request-ID", sent);
            using var response = await caller.PostAsync(body);

            var id = Assert.Single(response.Headers.GetValues("X-Request-ID"));
            Assert.NotEmpty(id);
            Assert.Equal(comesBack, id == sent);
        }
    }

    [Fact]
    public async Task A_request_id_that_is_too_long_is_replaced()
    {
        using var caller = api.CreateCaller();
        caller.DefaultRequestHeaders.Add("X-Request-ID", new string('x', 129));
        using var response = await caller.PostAsync(Question);

        Assert.True(Assert.Single(response.Headers.GetValues("X-Request-ID")).Length <= 128);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_413()
    {
        using var caller = api.CreateCaller();
        using var response = await caller.PostAsync(new string(' ', 1024 * 1024 + 1) + Question);

        await response.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
    }
}
