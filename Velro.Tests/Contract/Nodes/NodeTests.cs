using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Nodes;

/// <summary><c>/v1/operations/…</c> answers for all nodes, each named (RIGHTS.md F5), and only to operators (RIGHTS.md A2).</summary>
public sealed class NodeTests(PostgresFixture postgres)
{
    private static readonly string[] Paths = ["nodes", "cache", "pools", "feed", "report"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F5_each_answers_for_all_nodes_by_their_names()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var one = await StartAsync(database, "one");
        await using var other = await StartAsync(database, "other");
        using var operatorOfOne = one.CreateCaller();
        using var caller = other.CreateCaller();
        await Eventually.TrueAsync(async () => await NamesAsync(operatorOfOne, "nodes") is ["one", "other"]);
        for (var i = 0; i < 5; i++) await caller.MayAsync("user:alice", "read", "record:record-1");

        foreach (var path in (string[])["nodes", "cache", "feed"]) Assert.Equal(["one", "other"], await NamesAsync(operatorOfOne, path));
        Assert.Equal(12, (await NamesAsync(operatorOfOne, "pools")).Length);

        // What the other did comes within an interval.
        await Eventually.TrueAsync(async () =>
        {
            var nodes = await GetAsync(operatorOfOne, "nodes");
            return nodes.GetProperty("items")[1].GetProperty("operations").EnumerateArray()
                .Any(static operation => operation.GetProperty("operation").GetString() == "POST /access/v1/evaluation" && operation.GetProperty("requests").GetInt64() == 5);
        });
        var cache = await GetAsync(operatorOfOne, "cache");
        Assert.True(cache.GetProperty("total").GetProperty("reads").GetProperty("l0").GetDouble() > 0);
        var pools = await GetAsync(operatorOfOne, "pools");
        var authorization = pools.GetProperty("items").EnumerateArray().First(static pool => pool.GetProperty("pool").GetString() == "authorization");
        Assert.Equal(8, authorization.GetProperty("limit").GetInt32());
        Assert.Equal(JsonValueKind.Number, authorization.GetProperty("busy").ValueKind);
        var feed = await GetAsync(operatorOfOne, "feed");
        Assert.Equal("Current", feed.GetProperty("items")[0].GetProperty("mode").GetString());
        Assert.True(feed.GetProperty("items")[1].GetProperty("ageSeconds").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("application/json", "application/json", "\"targets\"")]
    [InlineData("text/markdown", "text/markdown", "# Performance")]
    [InlineData("text/html", "text/html", "<!doctype html>")]
    [InlineData("text/html;q=0.5, text/markdown", "text/markdown", "# Performance")]
    [InlineData("image/png", "application/json", "\"targets\"")]
    public async Task A_report_comes_as_json_as_markdown_or_as_a_page(string accept, string type, string content)
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync(), "one");
        using var caller = api.CreateCaller();
        caller.DefaultRequestHeaders.Accept.ParseAdd(accept);

        using var answer = await caller.GetAsync(new Uri("/v1/operations/report?days=1", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(content, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Fact]
    public async Task Samples_are_written_and_reported()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await StartAsync(database, "one", sample: "00:00:01");
        using var caller = api.CreateCaller();
        await caller.MayAsync("user:alice", "read", "record:record-1");

        await Eventually.TrueAsync(async () => (await GetAsync(caller, "report")).GetProperty("operations").EnumerateArray()
            .Any(static operation => operation.GetProperty("name").GetString() == "POST /access/v1/evaluation"));

        var report = await GetAsync(caller, "report");
        Assert.Equal("one", report.GetProperty("nodes")[0].GetProperty("name").GetString());
        Assert.Equal("missed", report.GetProperty("targets").EnumerateArray().Last().GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("36")]
    [InlineData("x")]
    public async Task Other_periods_are_refused(string days)
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync(), "one");
        using var caller = api.CreateCaller();

        using var refused = await caller.GetAsync(new Uri($"/v1/operations/report?days={days}", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A2_who_does_not_operate_sees_nothing()
    {
        await using var api = await StartAsync(await postgres.CreateDemoDatabaseAsync(), "one");
        using var administrator = api.CreateCaller();
        using var made = await administrator.PostAsJsonAsync(
            new Uri("/v1/service-keys", UriKind.Relative), new { name = "checks", scopes = new[] { "check", "audit.read" } }, Cancellation);
        using var caller = api.CreateCaller((await made.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("key").GetString());
        using var stranger = api.CreateCaller(key: null);

        foreach (var path in Paths)
        {
            using var refused = await caller.GetAsync(new Uri($"/v1/operations/{path}", UriKind.Relative), Cancellation);
            using var unknown = await stranger.GetAsync(new Uri($"/v1/operations/{path}", UriKind.Relative), Cancellation);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (refused.StatusCode, unknown.StatusCode));
        }
    }

    private static Task<Api> StartAsync(NpgsqlDataSource database, string name, string sample = "00:05:00") => Api.StartAsync(database, builder => builder
        .UseSetting("Velro:Nodes:Name", name)
        .UseSetting("Velro:Nodes:StatusInterval", "00:00:00.2")
        .UseSetting("Velro:Nodes:SampleInterval", sample));

    private static async Task<JsonElement> GetAsync(HttpClient caller, string path) =>
        await caller.GetFromJsonAsync<JsonElement>(new Uri($"/v1/operations/{path}", UriKind.Relative), Cancellation);

    private static async Task<string[]> NamesAsync(HttpClient caller, string path) =>
        [.. (await GetAsync(caller, path)).GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("node").GetString()!)];
}
