using Microsoft.OpenApi;

namespace Velro.AuthApi.Contract;

/// <summary>The schemas of pages, which are all alike: <c>{items, nextCursor}</c>.</summary>
internal static class ListAnswers
{
    private const string Suffix = "List";

    /// <summary>The name of the schema of a page of these.</summary>
    public static string NameOf(string item) => item + Suffix;

    /// <summary>Of what there are pages in a document.</summary>
    public static IEnumerable<string> ItemsIn(OpenApiDocument document) => document.Paths.Values
        .SelectMany(static path => path.Operations!.Values)
        .SelectMany(static operation => operation.Responses!.Values)
        .SelectMany(static response => response.Content?.Values ?? [])
        .Select(static content => (content.Schema as OpenApiSchemaReference)?.Reference.Id)
        .Where(static name => name?.EndsWith(Suffix, StringComparison.Ordinal) == true)
        .Select(static name => name![..^Suffix.Length])
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>The schema of a page.</summary>
    public static OpenApiSchema SchemaOf(string item, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "items", "nextCursor" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(item, document) },
            ["nextCursor"] = new OpenApiSchemaReference("NextCursor", document),
        },
    };
}
