using System.Net.Mime;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Authorization;

/// <summary>Reads the body of an evaluation, or says everything that is wrong with it.</summary>
internal sealed class EvaluationBodyReader(RevisionTokens revisions)
{
    /// <summary>A member that stands twice could be read in two ways by two programs, so it is refused.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public async ValueTask<(EvaluationBody? Body, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request.ContentType))
            return (null, Problem.Invalid("body.content_type", "Send the body with 'Content-Type: application/json'."));
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : (null, Problem.Invalid("body.not_an_object", "The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, Problem.Invalid("body.json", $"The body is not JSON that can be read: {exception.Message}"));
        }
    }

    private (EvaluationBody? Body, Problem? Problem) Read(JsonElement root)
    {
        var fields = new FieldErrors();
        var subject = EntityReader.Read(root, "subject", fields);
        var (action, actionProperties) = ActionReader.Read(root, fields);
        var resource = EntityReader.Read(root, "resource", fields);
        var context = ContextMembers.Read(root, revisions, fields);
        if (fields.ToProblem() is { } problem) return (null, problem);

        return (new EvaluationBody
        {
            Subject = subject.Entity,
            SubjectProperties = subject.Properties,
            Action = action,
            ActionProperties = actionProperties,
            Resource = resource.Entity,
            ResourceProperties = resource.Properties,
            Context = context.Believed,
            UnbelievedContext = context.Unbelieved,
            Consistency = context.Consistency,
            Explain = context.Explain,
        }, null);
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
}
