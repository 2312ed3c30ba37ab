using System.Text.Json.Serialization;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Media;

/// <summary>An address of media, and when it ends.</summary>
internal sealed record MediaUrl(string Url, DateTime ExpiresAt);

/// <summary>One of many: an address, or why there is none.</summary>
internal sealed record MediaUrlItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? ExpiresAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MediaUrlError? Error { get; init; }

    public static MediaUrlItem Of(MediaUrl url) => new() { Url = url.Url, ExpiresAt = url.ExpiresAt };

    public static MediaUrlItem Refused(Problem problem) =>
        new() { Error = new MediaUrlError(problem.Status, problem.Code, problem.Detail) };
}

/// <summary>Why there is no address: as the problem that a request for it alone would be answered with.</summary>
internal sealed record MediaUrlError(int Status, string Code, string Detail);
