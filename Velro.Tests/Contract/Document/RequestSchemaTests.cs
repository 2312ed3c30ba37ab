using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Contract;
using Velro.AuthApi.Policies;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;

namespace Velro.Tests.Contract.Document;

/// <summary>The written schemas of bodies against the readers of the same bodies: the same members, the same of them required.</summary>
public sealed class RequestSchemaTests(DocumentFixture fixture) : IClassFixture<DocumentFixture>
{
    private const string NoSuchField = "There is no such field here. There is ";

    [Fact]
    public async Task A_schema_names_the_members_that_the_reader_reads_and_requires_those_that_it_requires()
    {
        var seen = 0;
        foreach (var (schema, reader) in Bodies())
        {
            var json = fixture.Document["components"]!["schemas"]![schema]!;
            var isArray = json["type"]!.GetValue<string>() == "array";
            if (isArray) json = json["items"]!;
            var errors = await ErrorsOfAsync(reader, isArray ? "[{\"no-such\": 1}]" : "{\"no-such\": 1}", isArray ? "[0]." : "");
            var members = errors["no-such"];
            if (isArray)
            {
                // The rule of an id hangs on the type.
                const string typed = "[{\"no-such\": 1, \"type\": \"record\"}]";
                foreach (var (name, error) in await ErrorsOfAsync(reader, typed, "[0].")) errors[name] = error;
            }

            Assert.StartsWith(NoSuchField, members, StringComparison.Ordinal);
            Assert.Equal(
                json["properties"]!.AsObject().Select(static member => member.Key).Order(),
                members[NoSuchField.Length..].TrimEnd('.').Split(", ").Order());
            Assert.Equal(
                RequiredBy(json).Concat(json["anyOf"] is JsonArray { } ways ? RequiredBy(ways[0]!) : []).Order(),
                errors.Keys.Where(static name => name != "no-such").Order());
            seen++;
        }

        Assert.True(seen >= 14, $"Only {seen} bodies were looked at.");
    }

    [Fact]
    public async Task An_example_without_one_of_its_required_members_is_refused_by_schema_and_reader()
    {
        var schemas = new DocumentSchemas(fixture.Document);
        foreach (var (schema, reader) in Bodies())
        {
            foreach (var example in fixture.Document["components"]!["schemas"]![schema]!["examples"]!.AsArray().OfType<JsonObject>())
            {
                Assert.Null(await ProblemOfAsync(reader, example.ToJsonString()));
                foreach (var required in fixture.Document["components"]!["schemas"]![schema]!["required"] as JsonArray ?? [])
                {
                    var without = example.DeepClone().AsObject();
                    without.Remove(required!.GetValue<string>());
                    Assert.NotEmpty(await schemas.ErrorsInAsync(schema, without.ToJsonString()));
                    Assert.NotNull(await ProblemOfAsync(reader, without.ToJsonString()));
                }
            }
        }
    }

    /// <summary>The bodies that are read field by field, but for policy documents, whose reader and schema have tests of their own.</summary>
    private IEnumerable<(string Schema, Type Reader)> Bodies() => fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(static endpoint => (
            Schema: endpoint.Metadata.GetMetadata<Operation>()?.Body!,
            Reader: endpoint.Metadata.GetMetadata<OperationRules>()?.Request!))
        .Where(static body => body.Reader is not null && body.Reader != typeof(PutPolicy))
        .Distinct();

    private static IEnumerable<string> RequiredBy(JsonNode schema) =>
        (schema["required"] as JsonArray ?? []).Select(static name => name!.GetValue<string>());

    private static async Task<Dictionary<string, string>> ErrorsOfAsync(Type reader, string json, string prefix) =>
        (await ProblemOfAsync(reader, json))!.Errors!.ToDictionary(
            error => error.Key[prefix.Length..], static error => string.Concat(error.Value));

    private static async Task<Problem?> ProblemOfAsync(Type reader, string json)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var body = await RequestBody.ReadJsonAsync(http.Request);
        try
        {
            reader.GetMethod("Read", BindingFlags.Public | BindingFlags.Static)!.Invoke(obj: null, [body]);
            return null;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ProblemException refused)
        {
            return refused.Problem;
        }
    }
}
