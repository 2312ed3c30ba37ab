using System.Collections.Immutable;
using Velro.Authorization.Callers;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>What a client that asks for nothing of Velro's own asks for.</summary>
internal static class OAuthScopes
{
    /// <summary>
    /// The scopes that are asked for: of a client that names none of Velro's own, what people have (RIGHTS.md A3). It is found out once, where
    /// the person is asked, and never of what was given.
    /// </summary>
    public static ImmutableArray<string> Expand(ImmutableArray<string> asked) =>
        asked.Any(Scopes.OfPeople.Contains) ? asked : [.. asked, .. Scopes.OfPeople];
}
