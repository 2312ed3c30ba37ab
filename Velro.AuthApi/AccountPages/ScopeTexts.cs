using static OpenIddict.Abstractions.OpenIddictConstants;
using Own = Velro.Authorization.Callers.Scopes;

namespace Velro.AuthApi.AccountPages;

/// <summary>What scopes mean, for the person who is asked.</summary>
internal static class ScopeTexts
{
    /// <summary>One line for each scope that says something. A client that names none of Velro's own gets what people have.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyCollection<string> scopes)
    {
        IEnumerable<string> own = scopes.Any(Own.OfPeople.Contains) ? scopes.Where(Own.OfPeople.Contains) : Own.OfPeople;
        return [.. scopes.Except(Own.OfPeople).Concat(own).Select(TextOf).OfType<string>()];
    }

    private static string? TextOf(string scope) => scope switch
    {
        Scopes.Email => "See your e-mail address",
        Scopes.Profile => "See your name",
        Scopes.OfflineAccess => "Stay signed in when you are away",
        Own.Check => "Ask what you may do",
        Own.Search => "Find what you may do something to",
        Own.UsersRead => "See your profile and where you are signed in",
        Own.UsersWrite => "Change your profile, and sign you out",
        Own.TeamsRead => "See your teams",
        Own.TeamsWrite => "Change your teams and their members",
        Own.ProjectsRead => "See your projects",
        Own.ProjectsWrite => "Change and share your projects",
        Own.GenerationsRead => "See your images, videos and sounds",
        Own.GenerationsWrite => "Change and share your images, videos and sounds",
        Own.MediaSign => "Make addresses under which others see them",
        Own.KeysManage => "Make and revoke service keys of yours",
        Scopes.OpenId => null,
        _ => scope,
    };
}
