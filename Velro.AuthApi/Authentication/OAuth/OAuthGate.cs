using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Before anything is looked up: how many requests an address may make; and until this node knows a key to sign with, and has stored the
/// built-in clients, nobody can sign in on it.
/// </summary>
internal sealed class OAuthGate(
    RequestDelegate next, SigningKeyRing ring, OAuthPreparation preparation, CallerLimits limits, TimeProvider time)
{
    private static readonly Problem NotReady =
        Problem.Unavailable("sign_in.not_ready", "This node has not read what it takes to sign people in yet.");

    public Task InvokeAsync(HttpContext http)
    {
        var isReady = preparation.IsDone && ring.Current.ActiveAt(time.GetUtcNow()) is not null;
        var objection = isReady ? limits.ObjectionToOAuth(http.Connection.RemoteIpAddress) : NotReady;
        return objection is null ? next(http) : ProblemWriter.WriteAsync(http, objection);
    }
}
