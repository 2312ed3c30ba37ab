namespace Velro.Authorization.Roles;

/// <summary>The actions that roles decide on core types; any other action is a custom one (RIGHTS.md B5).</summary>
public static class CoreActions
{
    /// <summary>See the thing.</summary>
    public const string Read = "read";

    /// <summary>Create a child below the thing.</summary>
    public const string Create = "create";

    /// <summary>Change the thing.</summary>
    public const string Write = "write";

    /// <summary>Decide who else may see or change it.</summary>
    public const string Share = "share";

    /// <summary>Delete it.</summary>
    public const string Delete = "delete";

    /// <summary>Administer it: members, locks, parents.</summary>
    public const string Manage = "manage";

    /// <summary>Give it to another owner.</summary>
    public const string Transfer = "transfer";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Create, Write, Share, Delete, Manage, Transfer];

    /// <summary>The lowest role that may do <paramref name="action"/>; false when it is not a core action.</summary>
    public static bool TryGetRequiredRole(string action, out Role role)
    {
        role = action switch
        {
            Read => Role.Viewer,
            Create => Role.Contributor,
            Write => Role.Editor,
            Share or Delete or Manage => Role.Admin,
            Transfer => Role.Owner,
            _ => Role.None,
        };
        return role != Role.None;
    }

    /// <summary>Whether a lock on a generation stops <paramref name="action"/> (RIGHTS.md C3).</summary>
    public static bool IsStoppedByLock(string action) => action is Write or Delete or Share or Transfer or Create;
}
