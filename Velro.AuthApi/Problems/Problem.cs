namespace Velro.AuthApi.Problems;

/// <summary>An error as the HTTP contract tells it: RFC 9457 problem details with a stable code.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable and dotted; what a program may rely on.</param>
/// <param name="Detail">For a person: what was wrong, and what would be right.</param>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>What is wrong with single fields, by their path in the body.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>When to come back, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The rate limit that was met, as the header <c>RateLimit-Policy</c> tells it; null: none was.</summary>
    public string? Limit { get; init; }

    public static Problem Invalid(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    /// <summary>Something is away for a moment, or full: nothing was done, and in a second it may be.</summary>
    public static Problem Unavailable(string code, string detail) => new(StatusCodes.Status503ServiceUnavailable, code, detail) { RetryAfter = 1 };

    public static Problem CredentialsRequired { get; } = new(
        StatusCodes.Status401Unauthorized, "credentials.required", "Send a service key or an access token as 'Authorization: Bearer …'.");

    public static Problem CredentialsInvalid { get; } = new(
        StatusCodes.Status401Unauthorized, "credentials.invalid", "The credential is unknown, wrong, expired or revoked, or its user may not act.");

    public static Problem OtherSubject { get; } = new(
        StatusCodes.Status403Forbidden, "subject.not_yours", "Only an administrator may ask what another subject may do.");

    public static Problem ActAsRefused { get; } = new(
        StatusCodes.Status403Forbidden, "act_as.refused", "Velro-Act-As names an active user who is not an administrator of the system.");

    public static Problem ScopeMissing(string scope) => new(
        StatusCodes.Status403Forbidden, "scope.missing", $"The credential does not have the scope '{scope}', or its user may not use it.");
}
