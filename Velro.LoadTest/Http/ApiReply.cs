using System.Text;
using System.Text.Json;

namespace Velro.LoadTest.Http;

/// <summary>An answer of the API, or that there was none.</summary>
/// <param name="Status">The HTTP status; 0: there was no answer.</param>
/// <param name="Body">The body.</param>
/// <param name="IsAccepted">Whether the status is one of those that the request accepts.</param>
internal sealed record ApiReply(int Status, byte[] Body, bool IsAccepted)
{
    /// <summary>The header <c>ETag</c>.</summary>
    public string? ETag { get; init; }

    /// <summary>The header <c>Velro-Revision</c>: the state that has this write.</summary>
    public string? Revision { get; init; }

    /// <summary>The header <c>RateLimit-Policy</c> of a 429.</summary>
    public string? LimitPolicy { get; init; }

    /// <summary>When to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why there was no answer.</summary>
    public string? Failure { get; init; }

    /// <summary>When all of it was there, as a timestamp.</summary>
    public long EndedAt { get; init; }

    /// <summary>A member of the body at the top, as text; null: there is none.</summary>
    public string? Text(string member)
    {
        var reader = new Utf8JsonReader(Body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var isIt = reader.ValueTextEquals(member);
            reader.Read();
            if (isIt) return reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => null,
            };
            reader.Skip();
        }

        return null;
    }

    /// <summary>What went wrong: a problem's code, an OAuth error, or what happened to the connection.</summary>
    public string Code()
    {
        if (Failure is { } failure) return failure;
        try
        {
            return Text("code") ?? Text("error") ?? $"status.{Status}";
        }
        catch (JsonException)
        {
            return $"status.{Status}";
        }
    }

    /// <summary>The start of the body, for a person.</summary>
    public string Excerpt() => Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 400)));
}
