using System.Collections.Immutable;

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

    /// <summary>See users; others than oneself only as an administrator (RIGHTS.md A2).</summary>
    public const string UsersRead = "users.read";

    /// <summary>Change users; others than oneself only as an administrator (RIGHTS.md A2).</summary>
    public const string UsersWrite = "users.write";

    /// <summary>See teams.</summary>
    public const string TeamsRead = "teams.read";

    /// <summary>Create, change and delete teams, and their members.</summary>
    public const string TeamsWrite = "teams.write";

    /// <summary>See projects.</summary>
    public const string ProjectsRead = "projects.read";

    /// <summary>Create, change, share and delete projects.</summary>
    public const string ProjectsWrite = "projects.write";

    /// <summary>See generations.</summary>
    public const string GenerationsRead = "generations.read";

    /// <summary>Create, change, share and delete generations.</summary>
    public const string GenerationsWrite = "generations.write";

    /// <summary>Make addresses of media that work without a credential.</summary>
    public const string MediaSign = "media.sign";

    /// <summary>Create, rotate and revoke service keys.</summary>
    public const string KeysManage = "keys.manage";

    /// <summary>See policies, validate and simulate them.</summary>
    public const string PoliciesRead = "policies.read";

    /// <summary>Store and delete policies.</summary>
    public const string PoliciesWrite = "policies.write";

    /// <summary>See the stored properties of entities.</summary>
    public const string EntitiesRead = "entities.read";

    /// <summary>Store and delete the properties of entities.</summary>
    public const string EntitiesWrite = "entities.write";

    /// <summary>See what was decided and done, by whom (RIGHTS.md A2).</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Act for a user (RIGHTS.md A4).</summary>
    public const string ActAs = "act.as";

    /// <summary>See the inside of the system.</summary>
    public const string Operations = "operations";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>
    /// What a person who signed in may use (RIGHTS.md A3), and their own profile: what any of these does is still asked of the engine.
    /// </summary>
    public static readonly ImmutableArray<string> OfPeople =
    [
        Check, Search, UsersRead, UsersWrite, TeamsRead, TeamsWrite, ProjectsRead, ProjectsWrite, GenerationsRead, GenerationsWrite,
        MediaSign, KeysManage,
    ];

    /// <summary>All of them, as API.md lists them.</summary>
    public static readonly ImmutableArray<string> All =
    [
        Check, CheckExplain, Search, UsersRead, UsersWrite, TeamsRead, TeamsWrite, ProjectsRead, ProjectsWrite, GenerationsRead,
        GenerationsWrite, MediaSign, PoliciesRead, PoliciesWrite, EntitiesRead, EntitiesWrite, KeysManage, AuditRead, Operations, ActAs,
        Admin,
    ];

    /// <summary>Whether <paramref name="scope"/> counts only for users who are administrators of the system (RIGHTS.md A2).</summary>
    public static bool NeedsAdministrator(string scope) =>
        scope is Operations or Admin or AuditRead or PoliciesRead or PoliciesWrite or EntitiesRead or EntitiesWrite or ActAs;
}
