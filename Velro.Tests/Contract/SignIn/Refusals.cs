using System.Net;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Asserts that a token counts no more.</summary>
internal static class Refusals
{
    /// <summary>On any node, for who brings the revision of what ended it: without waiting.</summary>
    public static async Task IsRefusedAtOnceAsync(this SignInFixture api, string accessToken, string revision)
    {
        foreach (var caller in (Person[])[api.With(accessToken), api.ElsewhereWith(accessToken)])
            (await caller.GetAsync("/v1/me", ("Velro-At-Least", revision))).Problem(HttpStatusCode.Unauthorized, "credentials.invalid");
    }

    /// <summary>On any node, within the clock's lag.</summary>
    public static Task IsRefusedEverywhereAsync(this SignInFixture api, string accessToken) => Eventually.TrueAsync(async () =>
        (await api.With(accessToken).GetAsync("/v1/me")).Status == HttpStatusCode.Unauthorized &&
        (await api.ElsewhereWith(accessToken).GetAsync("/v1/me")).Status == HttpStatusCode.Unauthorized);
}
