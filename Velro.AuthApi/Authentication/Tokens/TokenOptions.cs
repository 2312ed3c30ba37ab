using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>Settings of tokens and sessions, in the configuration section <c>Velro:Tokens</c>.</summary>
internal sealed class TokenOptions : IValidatableObject
{
    public const string Section = "Velro:Tokens";

    /// <summary>How long an access token counts, at most. A session that ends ends it at once. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token counts that nobody uses. Default 14 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts, however it is used. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a key signs before another one does. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a key is published before it signs, so that everybody who verifies tokens has it by then, and after its last token died.
    /// Default 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan SigningKeyOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often a node looks for keys that others made. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SigningKeyInterval { get; set; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningKeyInterval * 2 > SigningKeyOverlap)
            yield return new ValidationResult("A key must be looked for twice within SigningKeyOverlap: tokens would be refused.", [nameof(SigningKeyInterval)]);
        if (SigningKeyOverlap >= SigningKeyLifetime)
            yield return new ValidationResult("A key must sign for longer than SigningKeyOverlap.", [nameof(SigningKeyOverlap)]);
    }
}
