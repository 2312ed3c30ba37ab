using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Contract;

/// <summary>Writes an operation of the document from what stands at its endpoint.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    /// <summary>The extension that names the scopes of which the credential needs each.</summary>
    public const string ScopesExtension = "x-velro-scopes";

    /// <summary>The extension that names the codes of an answer.</summary>
    public const string CodesExtension = "x-velro-codes";

    /// <summary>The name of the security scheme.</summary>
    public const string Bearer = "bearer";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Operation>().SingleOrDefault() is not { } described) return Task.CompletedTask;

        var rules = metadata.OfType<OperationRules>().Single();
        var document = context.Document!;
        operation.OperationId = described.Id;
        operation.Summary = described.Summary;
        operation.Description = Describe(described, rules);
        operation.Tags = new HashSet<OpenApiTagReference> { new(described.Tag, document) };
        operation.Parameters = [.. OperationParameters.Of(described, rules, document)];
        operation.RequestBody = described switch
        {
            { Body: { } body } => BodyOf(body, document),
            { TakesBytes: true } => new OpenApiRequestBody { Required = true, Content = Bytes() },
            _ => null,
        };
        operation.Responses = ResponsesOf(described, rules, document);
        operation.Security = SecurityOf(rules, document);
        operation.Extensions = new Dictionary<string, IOpenApiExtension>();
        if (rules.Scope is { } scope) operation.Extensions[ScopesExtension] = ListOf([scope]);
        return Task.CompletedTask;
    }

    private static string Describe(Operation operation, OperationRules rules)
    {
        var needs = rules switch
        {
            { Kind: OperationKind.Open } => "Open to all.",
            { Kind: OperationKind.Signed } => "Needs no credential: the address is one.",
            { Scope: null } => "Needs a valid credential, and no scope.",
            { IsOpen: true } => $"Needs the scope `{rules.Scope}`; without a credential it shows what anybody may see.",
            _ when Scopes.NeedsAdministrator(rules.Scope) =>
                $"Needs the scope `{rules.Scope}`, which counts only for administrators of the system.",
            _ => $"Needs the scope `{rules.Scope}`.",
        };
        return operation.Description is { } description ? $"{description}\n\n{needs}" : needs;
    }

    private static OpenApiRequestBody BodyOf(string schema, OpenApiDocument document) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = new OpenApiSchemaReference(schema, document) },
        },
    };

    /// <summary>Bytes of any kind of media; in OpenAPI 3.1 what has no schema is octets.</summary>
    private static Dictionary<string, OpenApiMediaType> Bytes() =>
        new() { ["image/*"] = new(), ["video/*"] = new(), ["audio/*"] = new() };

    private static OpenApiResponses ResponsesOf(Operation operation, OperationRules rules, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var answer in operation.Answers) responses[Text(answer.Status)] = AnswerOf(answer, rules, document);
        foreach (var status in OperationCodes.Of(operation, rules).GroupBy(static code => code.Status))
            responses[Text(status.Key)] = ProblemOf(status.Key, [.. status], document);
        return responses;
    }

    private static OpenApiResponse AnswerOf(OperationAnswer answer, OperationRules rules, OpenApiDocument document)
    {
        var response = new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(answer.Status), Headers = HeadersOf(document) };
        if (rules.Kind == OperationKind.Write) Add(response, "Velro-Revision", "Revision", document);
        if (answer.IsVersioned) Add(response, "ETag", "ETag", document);
        if (answer.Status == StatusCodes.Status201Created) Add(response, "Location", "Location", document);
        if (answer.Status == StatusCodes.Status302Found) Add(response, "Location", "Location", document);
        if (answer.HasBytes) response.Content = Bytes();
        if (answer.Schema is { } schema)
        {
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(schema, document) },
            };
            foreach (var type in answer.TextTypes.IsDefault ? [] : answer.TextTypes)
                response.Content[type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        return response;
    }

    private static OpenApiResponse ProblemOf(int status, ProblemCode[] codes, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(", ", codes.Select(static code => $"`{code.Code}`")),
            Headers = HeadersOf(document),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", document) },
            },
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                [CodesExtension] = ListOf(codes.Select(static code => code.Code)),
            },
        };
        if (status == StatusCodes.Status401Unauthorized) Add(response, "WWW-Authenticate", "Authenticate", document);
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
            Add(response, "Retry-After", "RetryAfter", document);
        if (status == StatusCodes.Status429TooManyRequests) Add(response, "RateLimit-Policy", "RateLimitPolicy", document);
        return response;
    }

    private static List<OpenApiSecurityRequirement> SecurityOf(OperationRules rules, OpenApiDocument document)
    {
        if (rules.Kind is OperationKind.Open or OperationKind.Signed) return [];
        var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] };
        return rules.IsOpen ? [bearer, []] : [bearer];
    }

    private static Dictionary<string, IOpenApiHeader> HeadersOf(OpenApiDocument document) =>
        new() { ["X-Request-ID"] = new OpenApiHeaderReference("RequestId", document) };

    private static void Add(OpenApiResponse response, string header, string component, OpenApiDocument document) =>
        response.Headers!.Add(header, new OpenApiHeaderReference(component, document));

    private static JsonNodeExtension ListOf(IEnumerable<string> values) =>
        new(new JsonArray([.. values.Select(static value => (JsonNode)value)]));

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
