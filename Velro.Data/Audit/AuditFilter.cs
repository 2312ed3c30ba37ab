using Velro.Authorization.Entities;

namespace Velro.Data.Audit;

/// <summary>What of the audit trail is wanted: what fits all that is not null.</summary>
public sealed record AuditFilter
{
    /// <summary>Who: of events the actor or the user whom it acted for, of decisions the subject of the question.</summary>
    public EntityRef? Subject { get; init; }

    /// <summary>To what.</summary>
    public EntityRef? Resource { get; init; }

    /// <summary>What was done: its name, or with <see cref="IsActionPrefix"/> how its name begins.</summary>
    public string? Action { get; init; }

    /// <summary>Whether <see cref="Action"/> is the beginning of a name.</summary>
    public bool IsActionPrefix { get; init; }

    /// <summary>What was decided; then there are no events.</summary>
    public bool? IsPermitted { get; init; }

    /// <summary>The earliest instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The instant before which it was.</summary>
    public DateTimeOffset? To { get; init; }
}
