using System.Net;
using System.Text;

namespace Velro.Tests.Contract.Management;

/// <summary>Requests that nobody in their right mind would send: each has an answer, and none is an error of the server.</summary>
public sealed class FuzzTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    private const int Seed = 20_261_124;
    private const int Requests = 3_000;
    private const int Senders = 4;

    private static readonly string[] Texts =
    [
        "", " ", "x", "none", "owner", "viewer", "private", "public", "image", "role", "user", "team", "record", "admin", "absent",
        "\\u0000", "\\ud800",
        "\\udc00\\ud800", "é漢😀", "2030-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2030-02-30T00:00:00Z",
        "a@b", "../..", "%2F",
        "'; drop table users; --", "{{}}", "true && subject.id ==", "1", new string('x', 129), new string('y', 70_000),
    ];

    private static readonly string[] Members =
    [
        "name", "parentTeamId", "teamId", "role", "expiresAt", "visibility", "userId", "projectId", "parentGenerationId", "inheritance",
        "kind", "prompt",
        "properties", "type", "id", "effect", "actions", "resourceTypes", "condition", "policies", "cases", "document", "subject",
        "action", "resource",
        "context", "displayName", "email", "reason", "expiresInSeconds",
        "scopes", "networks", "evaluationsPerSecond", "overlapSeconds",
        "", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "é漢😀", "a\\/b~0",
    ];

    /// <summary>Octets that are in no text of UTF-8: alone, without what follows, half of a surrogate pair, longer than need be.</summary>
    private static readonly byte[][] Broken = [[0xFF], [0xC3], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80]];

    private static readonly string[] Addresses =
    [
        "/v1/teams", "/v1/teams/{id}", "/v1/teams/{id}/parent", "/v1/teams/{id}/members", "/v1/teams/{id}/members/{id}",
        "/v1/teams/{id}/suspend",
        "/v1/projects", "/v1/projects/{id}", "/v1/projects/{id}/grants", "/v1/projects/{id}/grants/user/{id}",
        "/v1/projects/{id}/grants/team/{id}",
        "/v1/projects/{id}/blocks/{id}", "/v1/projects/{id}/transfer", "/v1/generations", "/v1/generations/{id}",
        "/v1/generations/{id}/lock",
        "/v1/generations/{id}/grants/user/{id}", "/v1/generations/{id}/blocks/{id}", "/v1/users", "/v1/users/{id}", "/v1/me",
        "/v1/entities",
        "/v1/entities/record/{id}", "/v1/entities/user/{id}", "/v1/policies", "/v1/policies/{id}", "/v1/policies:validate",
        "/v1/policies:simulate", "/v1/service-keys", "/v1/service-keys/{id}", "/v1/service-keys/{id}/rotate",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task No_request_is_an_error_of_the_server()
    {
        var ann = await api.CreateUserAsync();
        var ids = new List<string> { ann };
        foreach (var (path, body) in new (string, object)[]
        {
            ("teams", new { name = "T" }), ("projects", new { name = "P" }), ("generations", new { kind = "image", prompt = "p" }),
        }) ids.Add((await api.As(ann).PostAsync($"/v1/{path}", body)).Ok(HttpStatusCode.Created).Id);

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(new Random(Seed + sender), ann, ids)));
    }

    private async Task SendAsync(Random random, string ann, List<string> ids)
    {
        var (person, administrator) = (api.As(ann), api.As());
        for (var i = 0; i < Requests / Senders; i++)
        {
            var path = AddressOf(random, ids);
            var (method, body) = (Pick(random, Methods), ValueOf(random, ids, depth: 0));
            var reply = await (random.Next(3) == 0 ? administrator : person).CallAsync(
                new HttpMethod(method), path, method == "GET" ? null : Json.Of(BytesOf(random, body)), HeadersOf(random));

            Assert.True((int)reply.Status < 500, $"{method} {path} {body[..Math.Min(body.Length, 500)]}: {reply.Status} {reply.Body}");
            if ((int)reply.Status >= 400) Assert.NotNull(reply.Code);
        }
    }

    /// <summary>The body in UTF-8, and now and then with octets in it that are not.</summary>
    private static byte[] BytesOf(Random random, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (random.Next(10) != 0) return bytes;
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. Pick(random, Broken), .. bytes[at..]];
    }

    private static string AddressOf(Random random, List<string> ids)
    {
        var address = Pick(random, Addresses);
        while (address.IndexOf("{id}", StringComparison.Ordinal) is >= 0 and var at)
        {
            var id = random.Next(4) == 0
                ? Uri.EscapeDataString(Pick(random, Texts).Replace("\\", "", StringComparison.Ordinal))
                : Pick(random, ids);
            address = address[..at] + (id.Length is 0 or > 1000 ? "z" : id) + address[(at + 4)..];
        }

        return random.Next(6) switch
        {
            0 => $"{address}?limit={random.Next(-2, 300)}",
            1 => $"{address}?cursor={Uri.EscapeDataString(Pick(random, Texts[..12]))}",
            2 => $"{address}?projectId={Pick(random, ids)}&transferTo={Pick(random, ids)}",
            _ => address,
        };
    }

    private static (string, string)[] HeadersOf(Random random) => random.Next(8) switch
    {
        0 => [("If-Match", "*")],
        1 => [("If-Match", "\"1\", W/\"2\"")],
        2 => [("If-Match", "nonsense")],
        3 => [("Idempotency-Key", $"{random.Next(40)}")],
        4 => [("Velro-At-Least", "AAAA")],
        _ => [],
    };

    private static string ValueOf(Random random, List<string> ids, int depth) => random.Next(depth < 4 ? 11 : 7) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => Pick(random, ["0", "-1", "1.5", "1e400", "9007199254740993", "1e-400"]),
        3 or 4 => $"\"{Pick(random, Texts)}\"",
        5 or 6 => $"\"{Pick(random, ids)}\"",
        7 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => ValueOf(random, ids, depth + 1)))}]",
        _ => ObjectOf(random, ids, depth),
    };

    private static string ObjectOf(Random random, List<string> ids, int depth)
    {
        var text = new StringBuilder("{");
        for (var i = random.Next(6); i > 0; i--)
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(Pick(random, Members)).Append("\":").Append(
                ValueOf(random, ids, depth + 1));
        return text.Append('}').ToString();
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
