using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.AuthApi.Authentication.Passwords;
using Velro.Data.Pools;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Document;

/// <summary>Every example of the document, sent to an API with the demo world: it is accepted, and answered as the document says.</summary>
public sealed class ExampleTests(DocumentFixture fixture, PostgresFixture postgres) : IClassFixture<DocumentFixture>
{
    /// <summary>What only reads comes first, and what deletes last.</summary>
    private static readonly string[] Order = ["GET", "PUT", "PATCH", "POST", "DELETE"];

    /// <summary>The administrator, and the people of the demo world, of whom one may do what is asked.</summary>
    private static readonly string?[] People = [null, "alice", "bob", "carol", "dave", "erin", "grace"];

    [Fact]
    public async Task Every_request_of_the_document_is_accepted_and_answered_as_it_says()
    {
        await using var api = await Api.StartAsync(await postgres.CreateDemoDatabaseAsync());
        using var client = api.CreateCaller();
        await GivePasswordAsync(api);
        var schemas = new DocumentSchemas(fixture.Document);
        // The server names these, and so no example can.
        var made = new Dictionary<string, string>
        {
            ["/v1/emergency-access/{id}"] = await MakeAsync(client, "giveEmergencyAccess", "/v1/emergency-access"),
            ["/v1/service-keys/{id}"] = await MakeAsync(client, "createServiceKey", "/v1/service-keys"),
            ["/v1/clients/{id}"] = await MakeAsync(client, "createClient", "/v1/clients"),
            ["/media/{id}/{variant}"] = await StoreMediaAsync(client),
        };
        var wrong = new List<string>();
        // Of what deletes, what deletes the least comes first.
        foreach (var operation in fixture.Operations.OrderBy(static operation => Array.IndexOf(Order, operation.Method))
            .ThenByDescending(static operation => operation.Method == "DELETE" ? operation.Path.Length : 0))
        {
            // Another password has ended the session that the examples name.
            if (operation.Id == "endMySession") await BeginSessionAsync(api);
            foreach (var body in operation.BodyExamples)
            {
                var address = made.FirstOrDefault(one => operation.Path.StartsWith(one.Key, StringComparison.Ordinal)) is { Key: { } place } one
                    ? operation.Path.Replace(place, one.Value, StringComparison.Ordinal)
                    : operation.ExampleAddress;
                wrong.AddRange(await CheckAsync(client, operation, address, body, schemas));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_example_keeps_to_its_schema()
    {
        var schemas = new DocumentSchemas(fixture.Document);
        foreach (var (name, schema) in fixture.Document["components"]!["schemas"]!.AsObject())
        {
            foreach (var example in schema!["examples"] as JsonArray ?? [])
            {
                var errors = await schemas.ErrorsInWholeAsync(name, example?.ToJsonString() ?? "null");
                Assert.True(errors.Length == 0, $"{name}: {string.Join(' ', errors)}");
            }
        }
    }

    [Fact]
    public void Every_body_has_an_example()
    {
        var schemas = fixture.Document["components"]!["schemas"]!;
        string?[] used =
        [
            .. fixture.Operations.Select(static operation => operation.BodySchema),
            .. fixture.Operations.SelectMany(static operation => new[] { operation.AnswerSchema(200), operation.AnswerSchema(201) })
                .Where(static name => name?.EndsWith("List", StringComparison.Ordinal) == false),
        ];
        Assert.DoesNotContain(used.OfType<string>().Distinct(), name => schemas[name]!["examples"] is not JsonArray { Count: > 0 });
    }

    private static async Task<List<string>> CheckAsync(
        HttpClient client, DocumentedOperation operation, string address, JsonNode? body, DocumentSchemas schemas)
    {
        using var response = await SendAsync(client, operation, address, body);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var place = $"{operation.Place} ({address})";
        if (status >= 300 || operation.Response(status) is not { } documented) return [$"{place}: {status} {text}"];

        List<string> wrong =
        [
            .. HeadersOf(documented).Where(header => !Has(response, header)).Select(header => $"{place}: no header '{header}'"),
            .. new[] { "ETag", "Location", "Velro-Revision" }
                .Where(header => Has(response, header) && !HeadersOf(documented).Contains(header))
                .Select(header => $"{place}: the header '{header}' is not in the document"),
        ];
        if (documented["content"]?["image/*"] is not null) return wrong;
        if (operation.AnswerSchema(status) is { } schema)
            wrong.AddRange((await schemas.ErrorsInWholeAsync(schema, text)).Select(error => $"{place}: {error} in {text}"));
        else if (documented["content"] is null && text.Length > 0) wrong.Add($"{place}: the document tells of no body: {text}");
        return wrong;
    }

    private static IEnumerable<string> HeadersOf(JsonNode response) =>
        (response["headers"] as JsonObject ?? []).Select(static header => header.Key);

    private static bool Has(HttpResponseMessage response, string header) =>
        response.Headers.Contains(header) || response.Content.Headers.NonValidated.Contains(header);

    /// <summary>What the first of the people is answered who may.</summary>
    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, DocumentedOperation operation, string address, JsonNode? body)
    {
        var needsTag = operation.Parameters.Any(
            static parameter => parameter["name"]!.GetValue<string>() == "If-Match" && parameter["required"] is not null);
        HttpResponseMessage? response = null;
        foreach (var person in People)
        {
            using var request = RequestOf(operation.Method, address, person);
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            if (operation.TakesBytes) request.Content = Management.Json.Of([1, 2, 3], "image/png");
            if (needsTag && await TagOfAsync(client, address, person) is { } tag) request.Headers.TryAddWithoutValidation("If-Match", tag);
            response?.Dispose();
            response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound)) break;
        }

        return response!;
    }

    private static async Task<string?> TagOfAsync(HttpClient client, string address, string? person)
    {
        using var request = RequestOf("GET", address, person);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.ETag?.ToString();
    }

    private static HttpRequestMessage RequestOf(string method, string address, string? person)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (person is not null) request.Headers.Add("Velro-Act-As", person);
        return request;
    }

    /// <summary>Stores what the examples show, of two generations of the demo world, and answers with an address of one.</summary>
    private static async Task<string> StoreMediaAsync(HttpClient client)
    {
        foreach (var generation in new[] { "gallery-loop", "poster" })
        {
            foreach (var person in People)
            {
                using var request = RequestOf("PUT", $"/v1/generations/{generation}/media/original", person);
                request.Content = Management.Json.Of([1, 2, 3], "image/png");
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode) break;
            }
        }

        using var ask = RequestOf("POST", "/v1/generations/poster/media-url", "alice");
        ask.Content = Management.Json.Of("""{"variant":"original"}""");
        using var answer = await client.SendAsync(ask, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return new Uri(body!["url"]!.GetValue<string>()).PathAndQuery;
    }

    /// <summary>The administrator has a password, which the demo world has for nobody.</summary>
    private static async Task GivePasswordAsync(Api api)
    {
        var hasher = api.Services.GetRequiredService<PasswordHasher>();
        var hash = await hasher.HashAsync("the old passphrase", TestContext.Current.CancellationToken);
        await RunAsync(api, $"insert into accounts (user_id, password_hash, security_stamp) values ('admin', '{hash}', 'x')");
    }

    private static Task BeginSessionAsync(Api api) => RunAsync(
        api,
        """
        insert into sessions (id, user_id, client_id, is_interactive) values ('019ab3c4-7d5e-7f60-8a91-b2c3d4e5f608', 'admin', 'velro-cli', true)
        """);

    private static async Task RunAsync(Api api, string statement)
    {
        await using var command = api.Services.GetRequiredKeyedService<NpgsqlDataSource>(PoolNames.Identity).CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes something by the example of the operation that does.</summary>
    private async Task<string> MakeAsync(HttpClient client, string operation, string path)
    {
        var body = fixture.Find(operation).BodyExamples.First()!.ToJsonString();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return response.Headers.Location!.ToString();
    }
}
