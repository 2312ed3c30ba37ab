using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Until this node knows a key to sign with, nobody can sign in on it.</summary>
internal sealed class OAuthGate(RequestDelegate next, SigningKeyRing ring, TimeProvider time)
{
    private static readonly Problem NotReady = new(
        StatusCodes.Status503ServiceUnavailable, "sign_in.not_ready", "This node has not read the keys that tokens are signed with yet.") { RetryAfter = 1 };

    public Task InvokeAsync(HttpContext http) =>
        ring.Current.ActiveAt(time.GetUtcNow()) is null ? ProblemWriter.WriteAsync(http, NotReady) : next(http);
}
