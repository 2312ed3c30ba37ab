namespace Velro.Authorization.Contexts;

/// <summary>Who may see a thing without a role on it.</summary>
public enum Visibility : byte
{
    /// <summary>Nobody.</summary>
    Private = 0,

    /// <summary>Effective members of the teams that have a grant on the project.</summary>
    Team = 1,

    /// <summary>Anyone, signed in or not.</summary>
    Public = 2,

    /// <summary>Of a generation: as its project says; private without a project (RIGHTS.md B1).</summary>
    Inherit = 3,
}
