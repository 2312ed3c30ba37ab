using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Velro.Tests.Integration;
using Velro.Tests.Stores;
using Velro.Tests.Unit.Tracing;

namespace Velro.Tests.Contract.Tracing;

/// <summary>What a trace tells of a decision (docs/telemetry.md).</summary>
public sealed class DecisionStoryTests(StoryFixture api) : IClassFixture<StoryFixture>
{
    [Fact]
    public async Task A_cold_check_tells_of_its_tiers_its_statements_and_the_engine()
    {
        var spans = await api.AskAsync(Evaluations.Path, Check("user:alice", "read", "generation:story-cold"));

        var request = spans.Request;
        Assert.Equal("POST /access/v1/evaluation", request.DisplayName);
        Assert.Equal(("denied", 4, "no_access"), DecisionOf(request));
        Assert.Equal(("read", "user", "generation"), (
            request.GetTagItem("velro.action"), request.GetTagItem("velro.subject.type"), request.GetTagItem("velro.resource.type")));

        // Who asks is looked at before the body is, unless that is known here, and then what is asked.
        Assert.All(spans.Below(request), static name => Assert.Equal("velro.evaluate", name));
        var evaluation = spans.Named("velro.evaluate")[^1];
        Assert.Equal(["velro.engine", "velro.cache.read", "velro.contexts.fetch", "velro.engine"], spans.Below(evaluation));
        Assert.Equal("fetched", evaluation.GetTagItem("velro.evaluation.path"));

        var fetch = spans.Named("velro.contexts.fetch")[^1];
        Assert.Equal(["velro.cache.read", "velro.contexts.load"], spans.Below(fetch));
        Assert.Equal(["l1", "l2"], spans.Named("velro.cache.read")[^2..].Select(static span => span.GetTagItem("velro.cache.tier")));
        var load = spans.Named("velro.contexts.load")[^1];
        Assert.Equal("l3", load.GetTagItem("velro.cache.tier"));

        var statement = Assert.Single(spans.Children(load));
        Assert.Equal(("contexts.batch", ActivityKind.Client), (statement.DisplayName, statement.Kind));
        Assert.Equal("postgresql", statement.GetTagItem("db.system.name"));

        var engine = spans.Named("velro.engine");
        Assert.Equal("missing", engine[^2].GetTagItem("velro.engine.result"));
        Assert.Equal("done", engine[^1].GetTagItem("velro.engine.result"));
        Assert.Equal(("denied", 4, "no_access"), DecisionOf(engine[^1]));
    }

    [Fact]
    public async Task A_warm_check_has_no_span_but_the_requests_own_which_says_what_was_decided()
    {
        var question = Check("user:alice", "read", "generation:story-warm");
        await api.AskAsync(Evaluations.Path, question);
        var spans = await api.AskAsync(Evaluations.Path, question);

        Assert.Equal(("denied", 4, "no_access"), DecisionOf(Assert.Single(spans.All)));
    }

    [Fact]
    public async Task A_batch_says_how_many_were_denied()
    {
        var spans = await api.AskAsync(Evaluations.BatchPath, new
        {
            subject = Evaluations.Entity("user:alice"),
            action = new { name = "read" },
            evaluations = new[] { new { resource = Evaluations.Entity("generation:story-1") }, new { resource = Evaluations.Entity("generation:story-2") } },
        });

        Assert.Equal((2, 2), (spans.Request.GetTagItem("velro.evaluations.count"), spans.Request.GetTagItem("velro.evaluations.denied")));
    }

    [Fact]
    public async Task A_write_tells_of_its_transaction_and_its_statements()
    {
        var spans = await api.AskAsync("/v1/teams", new { name = "Tellers" });

        var write = Assert.Single(spans.Named("velro.store.write"));
        Assert.Equal(spans.Request.SpanId, write.ParentSpanId);
        Assert.Equal("transaction.write", spans.Below(write)[0]);
        Assert.Contains("teams.insert", spans.Below(write));
        Assert.Contains("audit.insert_all", spans.Below(write).Select(static name => name == "audit.insert" ? "audit.insert_all" : name));
    }

    [Fact]
    public async Task Signing_in_tells_of_the_hash_and_of_what_came_of_it_and_names_nobody()
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "password"), new("client_id", "velro-cli"), new("username", "nobody@example.com"), new("password", "a passphrase")]);
        var spans = await api.SendAsync("/connect/token", form);

        var signIn = Assert.Single(spans.Named("velro.sign_in"));
        Assert.Equal(("password", "refused"), (signIn.GetTagItem("velro.sign_in.method"), signIn.GetTagItem("velro.sign_in.result")));
        Assert.Contains("velro.password.hash", spans.Below(signIn));
        Assert.DoesNotContain(spans.All, static span => span.TagObjects.Any(static tag => $"{tag.Value}".Contains("nobody@", StringComparison.Ordinal)));
    }

    /// <summary>Each name that a span of ours may have stands on the page.</summary>
    [Fact]
    public async Task Every_span_and_attribute_of_ours_is_on_the_page()
    {
        var page = new Snapshots.Snapshot("docs/telemetry.md").Read();
        var told = new List<string>();
        foreach (var spans in new[]
        {
            await api.AskAsync(Evaluations.Path, Check("user:alice", "read", "generation:story-page")),
            await api.AskAsync("/v1/teams", new { name = "Writers" }),
        })
        {
            told.AddRange(spans.All.Select(static span => span.DisplayName).Where(static name => name.StartsWith("velro.", StringComparison.Ordinal)));
            told.AddRange(spans.All.SelectMany(static span => span.TagObjects).Select(static tag => tag.Key));
        }

        Assert.All(told.Distinct(), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static object Check(string subject, string action, string resource) =>
        new { subject = Evaluations.Entity(subject), action = new { name = action }, resource = Evaluations.Entity(resource) };

    private static (object?, object?, object?) DecisionOf(Activity span) =>
        (span.GetTagItem("velro.decision"), span.GetTagItem("velro.decision.layer"), span.GetTagItem("velro.decision.reason"));
}

/// <summary>An API that keeps every trace, as in development. Its clock stands still, so that nothing is asked twice.</summary>
public sealed class StoryFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly KeptSpans _spans = new();
    private Api? _api;

    public async ValueTask InitializeAsync() => _api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync(), builder => builder
        .UseSetting("Velro:Clock:PollInterval", "00:00:10")
        .UseSetting("Velro:Clock:DegradedAfter", "00:00:30")
        .UseSetting("Velro:PublicUrl", "http://localhost")
        .ConfigureServices(services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(_spans))));

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
    }

    /// <summary>Posts a question as the administrator, and gives its trace when it has ended.</summary>
    internal Task<Trace> AskAsync(string path, object question) => SendAsync(path, JsonContent.Create(question));

    internal async Task<Trace> SendAsync(string path, HttpContent content)
    {
        using var caller = PlainClient.For(_api!.ClientOptions.BaseAddress);
        caller.DefaultRequestHeaders.Authorization = new("Bearer", PostgresFixture.AdminKey);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        (await caller.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        await Eventually.TrueAsync(() => _spans.Of(trace).Any(static span => span.Kind == ActivityKind.Server));
        return new Trace(_spans.Of(trace));
    }

    /// <summary>The spans of one request, in the order in which they began.</summary>
    internal sealed class Trace(IReadOnlyList<Activity> spans)
    {
        public IReadOnlyList<Activity> All { get; } = [.. spans.OrderBy(static span => span.StartTimeUtc)];

        public Activity Request => All.Single(static span => span.Kind == ActivityKind.Server);

        public IReadOnlyList<Activity> Children(Activity parent) => [.. All.Where(span => span.ParentSpanId == parent.SpanId)];

        public string[] Below(Activity parent) => [.. Children(parent).Select(static span => span.DisplayName)];

        public Activity[] Named(string name) => [.. All.Where(span => span.DisplayName == name)];
    }
}
