using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract;

/// <summary><c>POST /v1/operations/cache/flush</c> reaches every node, by way of the database.</summary>
public sealed class FlushTests(PostgresFixture postgres)
{
    private const string Flush = "/v1/operations/cache/flush";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A change that no trigger told stays unseen until what hides it is flushed: by all, by its kind, or by its id.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind": "user"}""")]
    [InlineData("""{"kind": "user", "id": "alice"}""")]
    public async Task What_is_flushed_on_one_node_is_loaded_again_on_another(string body)
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await RunAsync(database, "alter table users disable trigger users_updated");
        await using var one = await Api.StartAsync(database);
        await using var other = await Api.StartAsync(database);
        using var administrator = one.CreateCaller();
        using var caller = other.CreateCaller();
        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));
        await RunAsync(database, "update users set state = 'suspended' where id = 'alice'");
        Assert.True(await caller.MayAsync("user:alice", "read", "record:record-1"));

        using var flushed = await PostAsync(administrator, body);

        Assert.Equal(HttpStatusCode.NoContent, flushed.StatusCode);
        Assert.True(flushed.Headers.Contains("Velro-Revision"));
        await Eventually.TrueAsync(async () => !await caller.MayAsync("user:alice", "read", "record:record-1"));
    }

    [Theory]
    [InlineData("""{"id": "alice"}""")]
    [InlineData("""{"kind": "everything"}""")]
    [InlineData("""{"kind": "entity", "id": "record-1"}""")]
    [InlineData("""{"kind": "policy_set", "id": "x"}""")]
    [InlineData("""{"kind": "user", "id": ""}""")]
    [InlineData("[]")]
    public async Task What_cannot_be_meant_is_refused(string body)
    {
        await using var api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var administrator = api.CreateCaller();

        using var refused = await PostAsync(administrator, body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient caller, string body) => caller.PostAsync(
        new Uri(Flush, UriKind.Relative), JsonContent.Create(JsonElement.Parse(body)), Cancellation);

    private static Task<int> RunAsync(NpgsqlDataSource database, string statement) =>
        database.CreateCommand(statement).ExecuteNonQueryAsync(Cancellation);
}
