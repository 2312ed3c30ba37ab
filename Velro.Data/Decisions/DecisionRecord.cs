using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;

namespace Velro.Data.Decisions;

/// <summary>One decision that was made: what was asked, by whom, and what came of it.</summary>
public sealed record DecisionRecord
{
    /// <summary>Its name.</summary>
    public required Guid Id { get; init; }

    /// <summary>The instant that was decided for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The service key that asked.</summary>
    public required string KeyId { get; init; }

    /// <summary>The user whose key it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The user it acted for; null: for its own.</summary>
    public string? ActingFor { get; init; }

    /// <summary>Who wanted to act.</summary>
    public required EntityRef Subject { get; init; }

    /// <summary>What it wanted to do.</summary>
    public required string Action { get; init; }

    /// <summary>What it wanted to do it to.</summary>
    public required EntityRef Resource { get; init; }

    /// <summary>What was decided.</summary>
    public required bool IsPermitted { get; init; }

    /// <summary>The code of the reason (<see cref="DecisionReasonCodes"/>): the true one, also where the caller was told less.</summary>
    public required string Reason { get; init; }

    /// <summary>The layer that decided.</summary>
    public required DecisionLayer Layer { get; init; }

    /// <summary>The policy that decided; null: none did.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether an explanation was asked for.</summary>
    public bool IsExplained { get; init; }

    /// <summary>Whether sent properties counted for core types (RIGHTS.md B6).</summary>
    public bool IsTrusted { get; init; }

    /// <summary>
    /// What was sent with the question and counted, as the text of <see cref="SentMembers"/>; null: nothing. As text it takes the room of
    /// its letters and no more.
    /// </summary>
    public string? Sent { get; init; }

    /// <summary>Whether <see cref="Sent"/> is all; too much is not kept.</summary>
    public bool IsComplete { get; init; } = true;
}
