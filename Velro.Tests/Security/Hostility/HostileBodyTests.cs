using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Velro.Tests.Contract;
using Velro.Tests.Contract.Document;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>Every operation of the served document that takes a JSON body, sent bodies that nobody should send. A new one is in by itself.</summary>
public sealed class HostileBodyTests(DocumentFixture fixture, PostgresFixture postgres) : IClassFixture<DocumentFixture>
{
    private const string Mark = "smuggled-value";

    /// <summary>The same as a number that nothing else has.</summary>
    private const int MarkedNumber = 424_242_424;

    private static readonly string?[] People = [null, "alice", "bob", "carol"];

    private DocumentedOperation[] Operations =>
        [.. fixture.Operations.Where(static operation => operation.BodySchema is not null).OrderBy(static operation => operation.Method == "DELETE")];

    /// <summary>
    /// A member that a body does not have changes nothing, whatever it is called: each body is sent with all the other names of the whole
    /// document in it (mass assignment). Management refuses it, and AuthZEN has it ignored.
    /// </summary>
    [Fact]
    public async Task A_member_that_a_body_does_not_have_is_stored_nowhere_and_answered_nowhere()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        await using var api = await Api.StartAsync(database);
        var (wrong, taken, refused) = (new List<string>(), 0, 0);
        var privileges = await PrivilegesAsync(database);
        foreach (var operation in Operations)
        {
            foreach (var example in operation.BodyExamples)
            {
                var (status, text) = await SendAsync(api, operation, WithMore(example!, operation.BodySchema!).ToJsonString());
                if (status is not (>= 200 and < 300 or 400)) wrong.Add($"{operation.Place}: {status} {text}");
                if (status < 300 && (text.Contains(Mark, StringComparison.Ordinal) || text.Contains($"{MarkedNumber}", StringComparison.Ordinal))) wrong.Add($"{operation.Place}: {text}");
                if (status < 300) taken++;
                else refused++;
                wrong.AddRange((await MarkedAsync(database)).Select(row => $"{operation.Place} stored {row}"));
                var after = await PrivilegesAsync(database);
                if (after != privileges) wrong.Add($"{operation.Place}: {privileges} became {after}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(taken > 0 && refused > 0, $"{taken} bodies were taken, {refused} refused");
    }

    /// <summary>F3: 413 for size.</summary>
    [Fact]
    public async Task F3_a_body_over_the_limit_is_413_for_every_operation()
    {
        var wrong = new List<string>();
        var body = $"{{\"a\":\"{new string('x', 1024 * 1024)}\"}}";
        foreach (var operation in Operations)
        {
            using var client = fixture.CreateCaller();
            var (status, text) = await SendAsync(client, operation, body);
            if (status != 413 || !text.Contains("\"code\":\"body.too_large\"", StringComparison.Ordinal)) wrong.Add($"{operation.Place}: {status} {text}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A client that is sending yet gets to see why: the connection is not closed under it.</summary>
    [Fact]
    public async Task F3_what_is_refused_for_its_length_may_still_be_sent()
    {
        using var caller = fixture.CreateCaller();
        using var http = await RawHttp.ConnectAsync(caller.BaseAddress!);
        await http.SendAsync(
            "POST /access/v1/evaluation HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 8000000\n"
            + $"Authorization: {caller.DefaultRequestHeaders.Authorization}\n\n");
        Assert.StartsWith("HTTP/1.1 413", await http.ReadAsync(), StringComparison.Ordinal);

        for (var i = 0; i < 8; i++) await http.SendAsync(new string(' ', 1_000_000));

        await http.ReadToEndAsync();
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[{\"a\":", "}]")]
    public async Task A_body_that_is_nested_without_end_is_400_for_every_operation(string open, string close)
    {
        var wrong = new List<string>();
        const int depth = 20_000;
        var nested = new StringBuilder().Insert(0, open, depth).Append('1').ToString();
        var body = $"{{\"name\":{nested}{new StringBuilder().Insert(0, close, depth)}}}";
        foreach (var operation in Operations)
        {
            using var client = fixture.CreateCaller();
            var (status, text) = await SendAsync(client, operation, body);
            if (status != 400 || text.Length > 4096) wrong.Add($"{operation.Place}: {status} {text}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The example with every member of every schema that its own does not have.</summary>
    private JsonNode WithMore(JsonNode example, string schema)
    {
        var schemas = fixture.Document["components"]!["schemas"]!.AsObject();
        var known = (schemas[schema]!["properties"] as JsonObject ?? []).Select(static one => one.Key).ToHashSet();
        var body = example.DeepClone();
        foreach (var target in body is JsonArray many ? many.OfType<JsonObject>() : [body.AsObject()])
        {
            foreach (var (_, other) in schemas)
            {
                foreach (var (name, property) in other!["properties"] as JsonObject ?? [])
                {
                    if (known.Contains(name) || target.ContainsKey(name)) continue;
                    target[name] = (property!["type"] as JsonValue)?.ToString() switch
                    {
                        "boolean" => true,
                        "integer" or "number" => MarkedNumber,
                        _ => Mark,
                    };
                }
            }
        }

        return body;
    }

    /// <summary>What the first of the people is answered who may.</summary>
    private static async Task<(int Status, string Text)> SendAsync(Api api, DocumentedOperation operation, string body)
    {
        var answer = (Status: 0, Text: "");
        foreach (var person in People)
        {
            using var client = person is null ? api.CreateCaller() : api.CreateActor(person);
            answer = await SendAsync(client, operation, body);
            if (answer.Status is not (403 or 404)) break;
        }

        return answer;
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient client, DocumentedOperation operation, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(operation.ExampleAddress, UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Connection", "close");
        if (operation.Parameters.Any(static parameter => parameter["name"]!.GetValue<string>() == "If-Match" && parameter["required"] is not null))
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string?> PrivilegesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select (select string_agg(id, ' ' order by id) from users where is_administrator) || ' | '
                || coalesce((select string_agg(id, ' ' order by id) from generations where is_locked), '') || ' | '
                || coalesce((select string_agg(id, ' ' order by id) from users where state <> 'active'), '')
            """);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }

    /// <summary>The rows of any table that have the mark.</summary>
    private static async Task<List<string>> MarkedAsync(NpgsqlDataSource database)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var tables = database.CreateCommand(
            $"""
            select string_agg(format('select %L || '' '' || t::text from %I t where t::text like ''%%{Mark}%%'' or t::text like ''%%{MarkedNumber}%%''', relname, relname), ' union all ')
              from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
            """);
        await using var query = database.CreateCommand((string)(await tables.ExecuteScalarAsync(cancellation))!);
        var rows = new List<string>();
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }
}
