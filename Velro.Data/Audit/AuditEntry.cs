using System.Globalization;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;

namespace Velro.Data.Audit;

/// <summary>Something that the audit trail tells: a security event, or a decision that was recorded.</summary>
public sealed record AuditEntry
{
    /// <summary>Where it stands in the trail.</summary>
    public required AuditPlace Place { get; init; }

    /// <summary>Who did it, or asked; of somebody whom nobody knows, <see cref="EntityRef.Anonymous"/>.</summary>
    public required EntityRef Actor { get; init; }

    /// <summary>The user whom the actor acted for (RIGHTS.md A4); null: for no other.</summary>
    public string? ActingFor { get; init; }

    /// <summary>The service key or session that was used; null: none was, or the event does not tell.</summary>
    public string? CredentialId { get; init; }

    /// <summary>What was done, or was asked to be done.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required EntityRef Resource { get; init; }

    /// <summary>Of an event: the rest of it, a JSON object.</summary>
    public string? Details { get; init; }

    /// <summary>Of a decision: what was asked and decided.</summary>
    public AuditedDecision? Decision { get; init; }
}

/// <summary>What the audit trail tells of a decision beside what it tells of everything.</summary>
/// <param name="Subject">Who wanted to act.</param>
/// <param name="IsPermitted">What was decided.</param>
/// <param name="Reason">The code of the reason, the true one, also where the caller was told less.</param>
/// <param name="Layer">The layer that decided.</param>
/// <param name="Policy">The policy that decided; null: none did.</param>
/// <param name="IsExplained">Whether an explanation was asked for.</param>
/// <param name="Sent">What was sent with the question and counted, a JSON object; null: nothing, or it was too long.</param>
/// <param name="IsComplete">Whether that is all.</param>
public sealed record AuditedDecision(
    EntityRef Subject, bool IsPermitted, string Reason, DecisionLayer Layer, string? Policy, bool IsExplained, string? Sent, bool IsComplete);

/// <summary>What an entry of the trail is.</summary>
public enum AuditEntryKind
{
    /// <summary>Something that was done, or tried, recorded in the transaction that it describes. None is missing.</summary>
    Event,

    /// <summary>An answer to a question. Permits are a sample.</summary>
    Decision,
}

/// <summary>
/// Where an entry stands in the trail, which goes from the newest to the oldest; at one instant events come before decisions.
/// </summary>
/// <param name="At">When it was.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its name among its kind.</param>
public readonly record struct AuditPlace(DateTime At, AuditEntryKind Kind, string Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static AuditPlace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split(' ') is [var ticks, var kind, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && Enum.TryParse<AuditEntryKind>(kind, out var known))
        {
            return new AuditPlace(new DateTime(at, DateTimeKind.Utc), known, id);
        }

        throw new FormatException("It is not a place in the audit trail.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks} {Kind} {Id}");
}
