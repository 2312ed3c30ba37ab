using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>Until this node knows a key to sign with, and has stored the built-in clients, nobody can sign in on it.</summary>
internal sealed class OAuthGate(RequestDelegate next, SigningKeyRing ring, OAuthPreparation preparation, TimeProvider time)
{
    private static readonly Problem NotReady = new(
        StatusCodes.Status503ServiceUnavailable, "sign_in.not_ready", "This node has not read what it takes to sign people in yet.")
    { RetryAfter = 1 };

    public Task InvokeAsync(HttpContext http) =>
        preparation.IsDone && ring.Current.ActiveAt(time.GetUtcNow()) is not null ? next(http) : ProblemWriter.WriteAsync(http, NotReady);
}
