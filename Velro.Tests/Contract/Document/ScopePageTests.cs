using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Contract;
using Velro.Authorization.Callers;
using Velro.Data.ServiceKeys;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Snapshots;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Document;

/// <summary>Which scope opens what: the page tells what the endpoints say, and the endpoints do what they say (RIGHTS.md A1, A2).</summary>
public sealed class ScopePageTests(DocumentFixture fixture, PostgresFixture postgres) : IClassFixture<DocumentFixture>
{
    private static readonly Snapshot Page = new("docs/scopes.md");

    [Fact]
    public void The_page_of_scopes_tells_what_the_endpoints_say()
    {
        var page = new StringBuilder(
            """
            # Scopes

            What a credential may be used for. A right to call is always that of scope *and* user: a scope opens an operation, and the engine
            says what of it the user may. A key's scopes never exceed those of the caller that makes or rotates it; those of a person who signed
            in are the ones marked so; a key that acts for a user (`Velro-Act-As`) has none that is for administrators.

            This page is made from the endpoints, by the test that fails when it is behind.

            | scope | for | opens |
            |---|---|---|

            """);
        foreach (var scope in Scopes.All)
            page.Append(CultureInfo.InvariantCulture, $"| `{scope}` | {ForWhom(scope)} | {Opened(scope)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"\nAny valid credential, without a scope: {List(Of(static rules => rules is { Kind: not OperationKind.Open, Scope: null }))}.\n");
        page.Append(CultureInfo.InvariantCulture, $"\nWithout a credential what anybody may see: {List(Of(static rules => rules.IsOpen))}.\n");
        page.Append(CultureInfo.InvariantCulture, $"\nOpen to all: {List(Of(static rules => rules.Kind == OperationKind.Open))}.\n");
        Page.Match(page.ToString());
    }

    [Fact]
    public void Every_scope_that_an_endpoint_needs_is_one()
    {
        foreach (var (_, rules) in All())
            if (rules.Scope is { } scope) Assert.Contains(scope, Scopes.All);
    }

    [Fact]
    public async Task A1_every_operation_refuses_a_key_that_has_all_scopes_but_its_own()
    {
        var database = await postgres.CreateDemoDatabaseAsync();
        var keys = Scopes.All.ToDictionary(static scope => scope, static _ => ServiceKeyText.Make());
        var hasher = new ServiceKeyHasher(PostgresFixture.MasterKey);
        await database.RunAsync(string.Concat(keys.Select(key =>
            $"""
            insert into service_keys (id, owner_id, name, hash, scopes) values (
                '{key.Value.Id}', 'admin', 'K', '\x{Convert.ToHexString(hasher.Hash(key.Value.Text))}',
                array['{string.Join("','", Scopes.All.Where(scope => scope != key.Key && scope != Scopes.Admin))}']);
            """)));
        await using var api = await Api.StartAsync(database);
        var asked = 0;
        foreach (var operation in fixture.Operations.Where(static operation => operation.Codes(403).Contains("scope.missing")))
        {
            foreach (var scope in operation.Scopes)
            {
                using var caller = api.CreateCaller(keys[scope].Text);
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(operation.ExampleAddress, UriKind.Relative));
                using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
                if (operation.Method != "HEAD") await response.AssertProblemAsync(HttpStatusCode.Forbidden, "scope.missing");
                asked++;
            }
        }

        Assert.True(asked > 50, $"Only {asked} operations were asked.");
    }

    [Fact]
    public async Task Every_operation_that_is_not_open_refuses_who_presents_nothing()
    {
        using var stranger = fixture.CreateCaller(key: null);
        var asked = 0;
        foreach (var operation in fixture.Operations.Where(static operation => operation.Codes(401).Any()))
        {
            if (operation.Json["security"]!.AsArray().Any(static way => way!.AsObject().Count == 0)) continue;
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(operation.ExampleAddress, UriKind.Relative));
            using var response = await stranger.SendAsync(request, TestContext.Current.CancellationToken);
            await response.AssertProblemAsync(HttpStatusCode.Unauthorized, "credentials.required");
            asked++;
        }

        Assert.True(asked > 50, $"Only {asked} operations were asked.");
    }

    private static string ForWhom(string scope) =>
        Scopes.NeedsAdministrator(scope) ? "administrators" : Scopes.OfPeople.Contains(scope) ? "keys, people" : "keys";

    private string Opened(string scope) => scope switch
    {
        Scopes.Admin => $"all of these; alone {List(Of(rules => rules.Scope == scope))}",
        Scopes.ActAs => "the header `Velro-Act-As`",
        Scopes.CheckExplain => "reasons in the answers of checks, also where they tell what the subject may not see",
        _ when Of(rules => rules.Scope == scope) is { Length: > 0 } opened => List(opened),
        _ => "nothing yet",
    };

    private static string List(string[] places) => string.Join(", ", places.Select(static place => $"`{place}`"));

    private string[] Of(Func<OperationRules, bool> condition) =>
        [.. All().Where(one => condition(one.Rules)).Select(static one => one.Place).Order(StringComparer.Ordinal)];

    private IEnumerable<(string Place, OperationRules Rules)> All() => fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.Metadata.GetMetadata<OperationRules>() is not null)
        .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (
            $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}", endpoint.Metadata.GetRequiredMetadata<OperationRules>())));
}
