namespace Velro.Authorization.Roles;

/// <summary>What a subject is on a thing. Each role includes those before it, so roles compare as numbers.</summary>
public enum Role : byte
{
    /// <summary>No role. In a grant: an explicit denial (RIGHTS.md C2).</summary>
    None = 0,

    /// <summary>Adds <c>read</c>.</summary>
    Viewer = 1,

    /// <summary>Adds <c>create</c>: a child below the thing.</summary>
    Contributor = 2,

    /// <summary>Adds <c>write</c>.</summary>
    Editor = 3,

    /// <summary>Adds <c>share</c>, <c>delete</c> and <c>manage</c>.</summary>
    Admin = 4,

    /// <summary>Adds <c>transfer</c>.</summary>
    Owner = 5,
}
