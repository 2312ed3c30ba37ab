namespace Velro.Authorization.Callers;

/// <summary>What a credential may be used for (API.md).</summary>
public static class Scopes
{
    /// <summary>Ask for decisions.</summary>
    public const string Check = "check";

    /// <summary>Be told why, even where the reason reveals what the subject may not see.</summary>
    public const string CheckExplain = "check.explain";

    /// <summary>Search for who may do what to which things.</summary>
    public const string Search = "search";

    /// <summary>See the inside of the system.</summary>
    public const string Operations = "operations";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>Whether <paramref name="scope"/> counts only for users who are administrators of the system (RIGHTS.md A2).</summary>
    public static bool NeedsAdministrator(string scope) => scope is Operations or Admin;
}
