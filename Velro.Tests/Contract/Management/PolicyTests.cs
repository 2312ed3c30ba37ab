using System.Net;
using System.Text.Json;
using Velro.Tests.Integration;

namespace Velro.Tests.Contract.Management;

/// <summary><c>/v1/policies</c> (API.md, RIGHTS.md A2; DESIGN.md section 3, "Attribute policies").</summary>
public sealed class PolicyTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task A_policy_decides_from_the_revision_of_its_write_until_that_of_its_deletion()
    {
        var (ann, type, name) = (await api.CreateUserAsync(), NewType(), NewName());
        Assert.False(await api.As().MayAsync(ann, "open", $"{type}:1", revision: null));

        var stored = (await api.As().PutAsync($"/v1/policies/{name}", Allow(type))).Ok(HttpStatusCode.Created);
        Assert.True(await api.As().MayAsync(ann, "open", $"{type}:1", stored.Revision));
        var shown = (await api.As().GetAsync(stored.Location!)).Ok().Body.GetProperty("document");
        Assert.Equal("allow", shown.GetProperty("effect").GetString());

        var changed = (await api.As().PutAsync($"/v1/policies/{name}", Allow(type, "false"), ("If-Match", stored.ETag!))).Ok();
        Assert.False(await api.As().MayAsync(ann, "open", $"{type}:1", changed.Revision));
        (await api.As().PutAsync($"/v1/policies/{name}", Allow(type), ("If-Match", stored.ETag!))).Problem(
            HttpStatusCode.PreconditionFailed, "version.passed");

        (await api.As().PutAsync($"/v1/policies/{name}", Allow(type))).Ok();
        var deleted = (await api.As().DeleteAsync($"/v1/policies/{name}")).Ok(HttpStatusCode.NoContent);
        (await api.As().DeleteAsync($"/v1/policies/{name}")).Ok(HttpStatusCode.NoContent);
        Assert.False(await api.As().MayAsync(ann, "open", $"{type}:1", deleted.Revision));
        (await api.As().DeleteAsync($"/v1/policies/{NewName()}")).Problem(HttpStatusCode.NotFound, "policy.unknown");
        foreach (var version in new[] { changed.ETag!, "*" })
        {
            (await api.As().PutAsync($"/v1/policies/{name}", Allow(type), ("If-Match", version))).Problem(
                HttpStatusCode.PreconditionFailed, "version.passed");
        }

        Assert.False(await api.As().MayAsync(ann, "open", $"{type}:1", revision: null));
    }

    [Fact]
    public async Task A_bad_policy_is_refused_with_place_and_reason_and_what_is_stored_stays()
    {
        var (ann, type, name) = (await api.CreateUserAsync(), NewType(), NewName());
        (await api.As().PutAsync($"/v1/policies/{name}", Allow(type))).Ok(HttpStatusCode.Created);

        var refused = (await api.As().PutAsync($"/v1/policies/{name}", Allow(type, "subject.id ==\\n  nothing"))).Problem(
            HttpStatusCode.BadRequest, "policies.invalid");

        Assert.StartsWith(
            "2:3 ", refused.Body.GetProperty("errors").GetProperty($"{name}/condition")[0].GetString(), StringComparison.Ordinal);
        Assert.True(await api.As().MayAsync(ann, "open", $"{type}:1", revision: null));
        (await api.As().PutAsync($"/v1/policies/{name}", Json.Of("""{"effect":"maybe"}"""))).Problem(
            HttpStatusCode.BadRequest, "policies.invalid");
        (await api.As().PutAsync($"/v1/policies/{name}", Json.Of("{"))).Problem(HttpStatusCode.BadRequest, "body.json");
        (await api.As().PutAsync("/v1/policies/a%20b", Allow(type))).Problem(HttpStatusCode.BadRequest, "policy.name");
    }

    [Fact]
    public async Task The_document_is_kept_as_it_was_written_under_a_name_with_slashes()
    {
        var name = $"folder/{NewName()}";
        var text = "{\n  \"effect\":   \"deny\",\n  \"actions\": [\"x\"], \"resourceTypes\": [\"" + NewType() + "\"]\n}";

        var stored = (await api.As().PutAsync($"/v1/policies/{Uri.EscapeDataString(name)}", Json.Of(text))).Ok(HttpStatusCode.Created);

        Assert.Equal(name, stored.Text("name"));
        Assert.Equal(text, await api.QueryAsync<string>($"select document from policies where name = '{name}'"));
        Assert.Contains(name, (await api.As().GetAsync("/v1/policies?limit=200")).Ok().Body.GetProperty("items").EnumerateArray().Select(
            static item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Validation_tells_what_would_be_wrong_and_stores_nothing()
    {
        var (type, name) = (NewType(), NewName());
        object Draft(string condition) => new { name, document = Document(type, condition) };

        var good = (await api.As().PostAsync("/v1/policies:validate", new { policies = new[] { Draft("true") } })).Ok().Body;
        Assert.True(good.GetProperty("isValid").GetBoolean());
        var bad = (await api.As().PostAsync("/v1/policies:validate", new { policies = new[] { Draft("1 +") } })).Ok().Body;
        Assert.False(bad.GetProperty("isValid").GetBoolean());
        var problem = Assert.Single(bad.GetProperty("problems").EnumerateArray());
        Assert.Equal((name, "/condition", 1), (
            problem.GetProperty("policy").GetString(), problem.GetProperty("path").GetString(), problem.GetProperty("line").GetInt32()));
        (await api.As().GetAsync($"/v1/policies/{name}")).Problem(HttpStatusCode.NotFound, "policy.unknown");
        (await api.As().PostAsync("/v1/policies:validate", new { policies = Array.Empty<object>() })).Problem(
            HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Simulation_tells_which_decisions_would_change_and_changes_none()
    {
        var (ann, type, name) = (await api.CreateUserAsync(), NewType(), NewName());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        var policies = new object[]
        {
            new { name, document = Document(type, "resource.properties.level > 2") },
            new
            {
                name = NewName(),
                document = """{"effect":"deny","actions":["delete"],"resourceTypes":["team"],"condition":"!context.office"}""",
            },
        };
        object Case(string action, object resource, object? context = null) =>
            new { subject = new { type = "user", id = ann }, action = new { name = action }, resource, context = context ?? new { } };

        var simulated = (await api.As().PostAsync("/v1/policies:simulate", new
        {
            policies,
            cases = new[]
            {
                Case("open", new { type, id = "1", properties = new { level = 3 } }),
                Case("open", new { type, id = "1", properties = new { level = 1 } }),
                Case("delete", new { type = "team", id = team }, new { office = false }),
                Case("read", new { type = "team", id = team }),
            },
        })).Ok().Body;

        Assert.Equal(2, simulated.GetProperty("changed").GetInt32());
        Assert.Equal(
            ["False>True", "False>False", "True>False", "True>True"],
            simulated.GetProperty("results").EnumerateArray().Select(static result =>
                $"{DecisionOf(result, "before")}>{DecisionOf(result, "after")}"));
        Assert.Equal(name, simulated.GetProperty("results")[0].GetProperty("after").GetProperty("policy").GetString());
        Assert.True(await api.As().MayAsync(ann, "delete", $"team:{team}", revision: null));
    }

    /// <summary>Every denial is recorded; a permit here because an explanation was asked for.</summary>
    [Fact]
    public async Task Simulation_tells_which_recent_decisions_would_change()
    {
        var (ann, type, name) = (await api.CreateUserAsync(), NewType(), NewName());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        object Question(string action, object resource, object? context = null) => new
        {
            subject = new { type = "user", id = ann },
            action = new { name = action },
            resource,
            context = context ?? new { },
        };

        await api.As().Client.EvaluateAsync(Question("open", new { type, id = "1", properties = new { level = 3 } }));
        await api.As().Client.EvaluateAsync(Question("open", new { type, id = "1", properties = new { level = 3 } }));
        await api.As().Client.EvaluateAsync(Question("open", new { type, id = "1", properties = new { level = 1 } }));
        await api.As().Client.EvaluateAsync(Question("read", new { type = "team", id = team }, new { office = false, explain = true }));
        var request = new
        {
            policies = new object[]
            {
                new { name, document = Document(type, "resource.properties.level > 2") },
                new
                {
                    name = NewName(),
                    document = $$"""{"effect":"deny","actions":["read"],"resourceTypes":["team"],"condition":"resource.id == '{{team}}' && !context.office"}""",
                },
            },
            recent = 1000,
        };

        JsonElement recent = default;
        await Eventually.TrueAsync(async () =>
        {
            recent = (await api.As().PostAsync("/v1/policies:simulate", request)).Ok().Body.GetProperty("recent");
            return recent.GetProperty("changed").GetArrayLength() == 2;
        });

        var changed = recent.GetProperty("changed").EnumerateArray().ToDictionary(
            static one => one.GetProperty("action").GetString()!,
            static one => (one.GetProperty("decision").GetBoolean(), DecisionOf(one, "before"), DecisionOf(one, "after")));
        Assert.Equal((false, false, true), changed["open"]);
        Assert.Equal((true, true, false), changed["read"]);
        Assert.True(recent.GetProperty("examined").GetInt32() >= 3);
    }

    [Fact]
    public async Task Simulation_asks_for_cases_or_recent_decisions() =>
        Assert.Equal(["cases"], (await api.As().PostAsync("/v1/policies:simulate", new { policies = new[] { new { name = "p", document = (object?)null } } })).Problem(
            HttpStatusCode.BadRequest, "request.invalid").Fields);

    [Fact]
    public async Task A_policy_restricts_the_management_endpoints_too()
    {
        var (ann, name) = (await api.CreateUserAsync(), NewName());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        var condition = $"subject.id == '{ann}' && cidr('127.0.0.0/8').containsIP(context.ip)";
        var document = new { effect = "deny", actions = new[] { "delete" }, resourceTypes = new[] { "team" }, condition };
        (await api.As().PutAsync($"/v1/policies/{name}", document)).Ok(HttpStatusCode.Created);

        (await api.As(ann).DeleteAsync($"/v1/teams/{team}")).Problem(HttpStatusCode.Forbidden, "access.policy_denied");
        (await api.As().DeleteAsync($"/v1/policies/{name}")).Ok(HttpStatusCode.NoContent);
        (await api.As(ann).DeleteAsync($"/v1/teams/{team}")).Ok(HttpStatusCode.NoContent);
    }

    /// <summary>Layer 5 sees the address of the client, and of its own believes nobody about it but the proxies that it was told of.</summary>
    [Theory]
    [InlineData(null, "203.0.113.7", "127.0.0.1")]
    [InlineData("198.51.100.0/24", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "10.0.0.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8;203.0.113.7", "10.0.0.1, 203.0.113.7", "10.0.0.1")]
    [InlineData("127.0.0.0/8", "nonsense", "127.0.0.1")]
    [InlineData("198.51.100.0/24", "203.0.113.7", "127.0.0.1", true)]
    [InlineData(null, "10.0.0.1, 203.0.113.7", "203.0.113.7", true)]
    public async Task D3_the_address_is_that_which_trusted_proxies_name(
        string? trusted, string forwarded, string seen, bool isIngressBelieved = false)
    {
        await using var proxied = await Api.StartAsync(api.Database, host =>
        {
            host.UseSetting("FORWARDEDHEADERS_ENABLED", isIngressBelieved.ToString());
            foreach (var (i, network) in (trusted?.Split(';') ?? []).Index()) host.UseSetting($"Velro:TrustedProxies:{i}", network);
        });
        var (ann, type) = (await api.CreateUserAsync(), NewType());
        var team = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Id;
        var condition = $"resource.id == '{team}' && context.ip == '{seen}'";
        (await api.As().PutAsync(
            $"/v1/policies/{type}", new { effect = "deny", actions = new[] { "read" }, resourceTypes = new[] { "team" }, condition })).Ok(HttpStatusCode.Created);

        var client = new Person(proxied.CreateActor(ann));
        var path = $"/v1/teams/{team}";
        (await client.GetAsync(path, ("X-Forwarded-For", forwarded))).Problem(HttpStatusCode.NotFound, "team.unknown");
        (await api.As().DeleteAsync($"/v1/policies/{type}")).Ok(HttpStatusCode.NoContent);
        (await client.GetAsync(path, ("X-Forwarded-For", forwarded))).Ok();
    }

    [Fact]
    public async Task A_trusted_proxy_that_is_no_address_stops_the_start() =>
        Assert.Contains("Velro:TrustedProxies", (await Assert.ThrowsAsync<InvalidOperationException>(
            () => Api.StartAsync(api.Database, static host => host.UseSetting("Velro:TrustedProxies:0", "proxy.example")))).Message, StringComparison.Ordinal);

    private static bool DecisionOf(JsonElement result, string when) => result.GetProperty(when).GetProperty("decision").GetBoolean();

    private static object Document(string type, string condition) =>
        new { effect = "allow", actions = new[] { "open" }, resourceTypes = new[] { type }, condition };

    private static string NewName() => $"p-{Guid.NewGuid():N}";

    private static string NewType() => $"t-{Guid.NewGuid():N}";

    private static ByteArrayContent Allow(string type, string condition = "true") =>
        Json.Of($$"""{"effect":"allow","actions":["open"],"resourceTypes":["{{type}}"],"condition":"{{condition}}"}""");
}
