using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Management;

/// <summary>What a management endpoint answers when nothing was wrong.</summary>
internal sealed record Answer(int Status, byte[]? Json)
{
    /// <summary>Answers are never put into a page, so that quotes and letters may stay readable.</summary>
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Done, and there is nothing to say.</summary>
    public static readonly Answer NoContent = new(StatusCodes.Status204NoContent, Json: null);

    /// <summary>Where a new thing is.</summary>
    public string? Location { get; init; }

    /// <summary>What is to be done when the change is there to stay; null: nothing.</summary>
    public Action? AfterCommit { get; init; }

    /// <summary>The type of the body, where it is not JSON.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Which headers of the request chose it; null: none.</summary>
    public string? Vary { get; init; }

    /// <summary>The version of the thing that is shown, quoted.</summary>
    public string? ETag { get; init; }

    /// <summary>What is answered to who repeats the request: the same without secrets (RIGHTS.md F1). Null: exactly this.</summary>
    public Answer? Repeated { get; init; }

    public static Answer Of(object body, long? version = null) => new(StatusCodes.Status200OK, Serialize(body)) { ETag = TagOf(version) };

    /// <summary>A text of another type than JSON.</summary>
    public static Answer OfText(string text, string contentType) =>
        new(StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(text)) { ContentType = $"{contentType}; charset=utf-8" };

    /// <summary>What was asked for is done later, by others.</summary>
    public static Answer Accepted(object body) => new(StatusCodes.Status202Accepted, Serialize(body));

    /// <summary>It was heard, and more is not told.</summary>
    public static readonly Answer Heard = new(StatusCodes.Status202Accepted, Json: null);

    public static Answer Created(string location, object body, long? version = null) =>
        new(StatusCodes.Status201Created, Serialize(body)) { Location = location, ETag = TagOf(version) };

    /// <summary>An answer that was given before.</summary>
    public static Answer Again(IdempotencyRecord record) =>
        new(record.Status, record.Body) { Location = record.Location, ETag = record.ETag };

    public IdempotencyRecord ToRecord(byte[] bodyDigest) => new(bodyDigest, Status, Location, ETag, Json);

    /// <summary>The entity tag of a version.</summary>
    public static string? TagOf(long? version) =>
        version is { } number ? string.Create(CultureInfo.InvariantCulture, $"\"{number}\"") : null;

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Location is not null) response.Headers.Location = Location;
        if (ETag is not null) response.Headers.ETag = ETag;
        response.Headers.CacheControl = "no-store";
        if (Json is null) return;

        if (Vary is not null) response.Headers.Vary = Vary;
        response.ContentType = ContentType;
        response.ContentLength = Json.Length;
        await response.BodyWriter.WriteAsync(Json, response.HttpContext.RequestAborted);
    }

    private static byte[] Serialize(object body) => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Readable);
}
