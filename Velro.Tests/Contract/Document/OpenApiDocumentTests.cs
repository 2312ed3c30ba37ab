using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Contract;
using Velro.Tests.Snapshots;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Document;

/// <summary>The served document, and the committed one that clients were written to.</summary>
public sealed class OpenApiDocumentTests(DocumentFixture fixture) : IClassFixture<DocumentFixture>
{
    private static readonly Snapshot Committed = new("docs/openapi.v1.json");

    /// <summary>What is served without being a part of the contract: the page that shows it.</summary>
    private static readonly string[] Undescribed = ["/scalar", "/connect/", "/account"];

    [Fact]
    public void The_contract_breaks_no_client_that_was_written_to_the_committed_one()
    {
        if (Snapshot.MayBreak) return;
        var findings = Committed.Read() is { Length: > 0 } text
            ? BreakingChanges.Between(JsonNode.Parse(text)!, fixture.Document)
            : [];
        Assert.True(findings.Count == 0, $"This breaks callers. Find a way that does not:\n{string.Join('\n', findings)}");
    }

    [Fact]
    public void The_committed_document_is_the_served_one()
    {
        if (Snapshot.IsWriting) The_contract_breaks_no_client_that_was_written_to_the_committed_one();
        Committed.Match(fixture.Text);
    }

    [Fact]
    public async Task It_is_open_to_all_and_names_no_host()
    {
        using var response = await fixture.CreateCaller(key: null)
            .GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("127.0.0.1", fixture.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", fixture.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresFixture.AdminKey, fixture.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_endpoint_is_in_it()
    {
        var described = fixture.Operations.Select(static operation => operation.Place).ToHashSet();
        var missing = fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(static endpoint => PlacesOf(endpoint))
            .Where(place => !described.Contains(place) && !Undescribed.Any(path => place.Contains(path, StringComparison.Ordinal)))
            .ToArray();
        Assert.True(missing.Length == 0, $"Describe at its route (Contract/OperationRoutes.cs): {string.Join(", ", missing)}");
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own()
    {
        var names = fixture.Operations.Select(static operation => operation.Id).ToArray();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_operation_that_needs_a_scope_says_so()
    {
        foreach (var endpoint in fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<OperationRules>() is not { } rules) continue;
            var operation = fixture.Find(endpoint.Metadata.GetRequiredMetadata<Operation>().Id);
            Assert.Equal(rules.Scope is null ? [] : [rules.Scope], operation.Scopes);
            if (rules.Scope is not null) Assert.Contains($"`{rules.Scope}`", operation.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_reference_leads_to_something()
    {
        foreach (var reference in References(fixture.Document))
            Assert.NotNull(SchemaComparison.Resolve(new JsonObject { ["$ref"] = reference }, fixture.Document));
    }

    private static IEnumerable<string> PlacesOf(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("**", "", StringComparison.Ordinal);
        return (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} {path}");
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => member is { Key: "$ref", Value: JsonValue value }
            ? [value.GetValue<string>()]
            : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
