using System.Net.Mime;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>Reads a body that must be a JSON object, or says what is wrong with it.</summary>
internal static class JsonBody
{
    /// <summary>A member that stands twice could be read in two ways by two programs, so it is refused.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The document, whose root is an object and which the caller disposes; or the problem.</summary>
    public static async ValueTask<(JsonDocument? Document, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request.ContentType))
            return (null, Problem.Invalid("body.content_type", "Send the body with 'Content-Type: application/json'."));
        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return (document, null);

            document.Dispose();
            return (null, Problem.Invalid("body.not_an_object", "The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, Problem.Invalid("body.json", $"The body is not JSON that can be read: {exception.Message}"));
        }
        catch (InvalidOperationException)
        {
            // The search for members that stand twice meets a name that cannot be read.
            return (null, Problem.Invalid("body.json", "The body is not JSON that can be read: a name holds half of a surrogate pair, which is not text."));
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) &&
        type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
}
