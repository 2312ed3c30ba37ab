using System.Diagnostics.Metrics;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>The counter of access tokens that were refused (meter <c>Velro.Tokens</c>). What is right is not counted: it would cost each request.</summary>
internal sealed class TokenMetrics
{
    private readonly Counter<long> _refused;

    public TokenMetrics(IMeterFactory meters) => _refused = meters.Create("Velro.Tokens")
        .CreateCounter<long>("velro.tokens.refused", "{request}", "Requests whose access token was refused, by cause.");

    /// <summary>One that shows by itself that it is nobody's.</summary>
    public void WasRefused(TokenFlaw flaw) => Refuse(flaw switch
    {
        TokenFlaw.Type => "type",
        TokenFlaw.Signature => "signature",
        TokenFlaw.Issuer => "issuer",
        TokenFlaw.Audience => "audience",
        TokenFlaw.NotYetValid => "not_yet_valid",
        TokenFlaw.Throttled => "throttled",
        _ => "malformed",
    });

    /// <summary>One that is ours, and counts no more: its time is over, or else its session or account.</summary>
    public void WasRefused(AccessToken token, DateTimeOffset now) => Refuse(token.IsActive(now) ? "session_ended" : "expired");

    private void Refuse(string cause) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", cause));
}
