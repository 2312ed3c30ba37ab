using System.Net.Mime;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Requests;

/// <summary>
/// What a management endpoint reads from a body. Everything that is wrong with it is said at once, before anything is done.
/// </summary>
internal interface IRequest<TSelf> where TSelf : IRequest<TSelf>
{
    /// <exception cref="ProblemException">The body is not one.</exception>
    static abstract TSelf Read(RequestBody body);
}

/// <summary>A request with work that takes long, and that no transaction is held open for.</summary>
internal interface IPreparedRequest
{
    /// <summary>Does the work, before the transaction begins. Its caller was judged; the judgement that counts comes with the transaction.</summary>
    /// <exception cref="ProblemException">It could not be done.</exception>
    Task PrepareAsync(HttpContext http, Caller? caller);
}

/// <summary>A body, as it was sent and as JSON.</summary>
internal sealed class RequestBody
{
    /// <summary>A member that stands twice could be read in two ways by two programs, so it is refused.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement _root;

    private RequestBody(byte[] bytes, JsonElement root) => (Bytes, _root) = (bytes, root);

    /// <summary>The octets that were sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>The JSON value; undefined where the endpoint takes no body.</summary>
    public JsonElement Root => _root;

    /// <summary>Reads the octets of a body of which the content does not count.</summary>
    public static async Task<RequestBody> ReadBytesAsync(HttpRequest request) => new(await ReadAllAsync(request), default);

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ProblemException">It is not JSON.</exception>
    public static async Task<RequestBody> ReadJsonAsync(HttpRequest request)
    {
        if (!IsJson(request.ContentType))
            throw new ProblemException(Problem.Invalid("body.content_type", "Send the body with 'Content-Type: application/json'."));
        var bytes = await ReadAllAsync(request);
        if (!Utf8.IsValid(bytes))
            throw new ProblemException(Problem.Invalid("body.json", "The body is not JSON that can be read: it is not in UTF-8."));
        try
        {
            return new RequestBody(bytes, JsonElement.Parse(bytes, Strict));
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.Invalid("body.json", $"The body is not JSON that can be read: {exception.Message}"));
        }
        catch (InvalidOperationException)
        {
            // The search for members that stand twice meets a name that cannot be read.
            throw new ProblemException(Problem.Invalid(
                "body.json", "The body is not JSON that can be read: a name holds half of a surrogate pair, which is not text."));
        }
    }

    /// <summary>The fields of a body that is an object.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public Fields Fields() => Root.ValueKind == JsonValueKind.Object
        ? new Fields(Root)
        : throw new ProblemException(Problem.Invalid("body.not_an_object", "The body must be a JSON object."));

    private static async Task<byte[]> ReadAllAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
}
