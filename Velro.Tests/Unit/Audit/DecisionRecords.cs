using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Data.Decisions;

namespace Velro.Tests.Unit.Audit;

/// <summary>Records to try things on.</summary>
internal static class DecisionRecords
{
    /// <summary>A denial, decided at an instant; of the present where none is given.</summary>
    public static DecisionRecord Denial(string action = "read", DateTimeOffset? at = null)
    {
        var instant = at ?? DateTimeOffset.UtcNow;
        return new DecisionRecord
        {
            Id = Guid.CreateVersion7(instant),
            At = instant,
            KeyId = "key",
            UserId = "admin",
            Subject = new EntityRef("user", "ann"),
            Action = action,
            Resource = new EntityRef("team", "t"),
            IsPermitted = false,
            Reason = "no_access",
            Layer = DecisionLayer.Relationship,
        };
    }
}
