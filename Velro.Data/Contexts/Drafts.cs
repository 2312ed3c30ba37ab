using System.Collections.Immutable;
using Velro.Authorization.Contexts;

namespace Velro.Data.Contexts;

/// <summary>A user's context while its rows arrive, in whatever order.</summary>
internal sealed class UserDraft
{
    public (AccountState State, bool IsAdministrator)? Account { get; set; }

    public List<Membership> Memberships { get; } = [];

    public List<EmergencyAccess> EmergencyAccesses { get; } = [];

    public UserContext ToContext(string id)
    {
        var (state, isAdministrator) = Account ?? throw new InvalidOperationException($"The user {id} has memberships and no account.");
        Memberships.Sort(static (one, other) => string.CompareOrdinal(one.TeamId, other.TeamId));
        EmergencyAccesses.Sort(static (one, other) =>
        {
            if (one.Target != other.Target) return one.Target.CompareTo(other.Target);
            var byId = string.CompareOrdinal(one.TargetId, other.TargetId);
            return byId != 0 ? byId : (one.Role, one.ExpiresAt).CompareTo((other.Role, other.ExpiresAt));
        });
        return new UserContext(id, state, isAdministrator, [.. Memberships]) { EmergencyAccesses = [.. EmergencyAccesses] };
    }
}

/// <summary>The context of a project or a generation while its rows arrive, in whatever order.</summary>
internal sealed class ThingDraft
{
    public string? OwnerId { get; set; }

    public string? ProjectId { get; set; }

    public string? ParentId { get; set; }

    public Inheritance Inheritance { get; set; }

    public Visibility Visibility { get; set; }

    public bool IsLocked { get; set; }

    public List<Grant> Grants { get; } = [];

    public List<string> BlockedUserIds { get; } = [];

    public ProjectContext ToProject(string id) => new(id, OwnerOf(id), Visibility, SortedGrants(), SortedBlocks());

    public GenerationContext ToGeneration(string id) =>
        new(id, OwnerOf(id), ProjectId, ParentId, Inheritance, Visibility, IsLocked, SortedGrants(), SortedBlocks());

    private string OwnerOf(string id) => OwnerId ?? throw new InvalidOperationException($"{id} has grants or blocks and no row of its own.");

    private ImmutableArray<Grant> SortedGrants()
    {
        Grants.Sort(static (one, other) => one.Grantee != other.Grantee
            ? one.Grantee.CompareTo(other.Grantee)
            : string.CompareOrdinal(one.GranteeId, other.GranteeId));
        return [.. Grants];
    }

    private ImmutableArray<string> SortedBlocks()
    {
        BlockedUserIds.Sort(StringComparer.Ordinal);
        return [.. BlockedUserIds];
    }
}
