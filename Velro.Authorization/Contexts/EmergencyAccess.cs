using Velro.Authorization.Roles;

namespace Velro.Authorization.Contexts;

/// <summary>What an emergency access is on.</summary>
public enum EmergencyTarget : byte
{
    /// <summary>A project, and with it the generations in it.</summary>
    Project = 0,

    /// <summary>One generation.</summary>
    Generation = 1,
}

/// <summary>A time-boxed role of a user that blocks and explicit denials do not stop (RIGHTS.md C4).</summary>
/// <param name="Target">What <paramref name="TargetId"/> names.</param>
/// <param name="TargetId">The id of the project or generation.</param>
/// <param name="Role"><see cref="Role.Viewer"/> or <see cref="Role.Editor"/>.</param>
/// <param name="ExpiresAt">The instant from which it no longer counts, four hours after it was given at the latest.</param>
public readonly record struct EmergencyAccess(EmergencyTarget Target, string TargetId, Role Role, DateTimeOffset ExpiresAt)
{
    /// <summary>Whether it counts at <paramref name="now"/>.</summary>
    public bool IsActive(DateTimeOffset now) => now < ExpiresAt;
}
