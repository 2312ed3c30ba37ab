using System.Text.Json;
using System.Text.Json.Serialization;
using Velro.Authorization.Entities;
using Velro.Data.Audit;

namespace Velro.AuthApi.Audit.Trail;

/// <summary>
/// An entry of the audit trail, as it is answered. Names and details are data that others chose: they are escaped as JSON escapes them, and
/// never become lines or members of the answer.
/// </summary>
internal record AuditAnswer(
    string Kind,
    string Id,
    DateTime At,
    AuditedEntity Actor,
    string? CredentialId,
    string? ActingFor,
    string Action,
    AuditedEntity Resource,
    string? Address)
{
    /// <summary>Of an event: the rest of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Details { get; init; }

    public static AuditAnswer Of(AuditEntry entry)
    {
        if (entry.Decision is { } decision) return Of(entry, decision);
        var details = JsonElement.Parse(entry.Details!);
        return new AuditAnswer(
            "event", entry.Place.Id, entry.Place.At, AuditedEntity.Of(entry.Actor), entry.CredentialId, entry.ActingFor, entry.Action,
            AuditedEntity.Of(entry.Resource), AddressIn(details))
        { Details = details };
    }

    private static DecisionAuditAnswer Of(AuditEntry entry, AuditedDecision decision)
    {
        JsonElement? sent = decision.Sent is null ? null : JsonElement.Parse(decision.Sent);
        return new DecisionAuditAnswer(
            entry.Place.Id, entry.Place.At, AuditedEntity.Of(entry.Actor), entry.CredentialId, entry.ActingFor, entry.Action,
            AuditedEntity.Of(entry.Resource), sent is { } json && json.TryGetProperty("context", out var context) ? AddressIn(context, "ip") : null,
            AuditedEntity.Of(decision.Subject), decision.IsPermitted ? "allow" : "deny", decision.Reason, (int)decision.Layer, decision.Policy,
            decision.IsExplained, sent, decision.IsComplete);
    }

    private static string? AddressIn(JsonElement details, string name = "address") =>
        details.TryGetProperty(name, out var address) && address.ValueKind == JsonValueKind.String ? address.GetString() : null;
}

/// <summary>The same, of a decision.</summary>
internal sealed record DecisionAuditAnswer(
    string Id,
    DateTime At,
    AuditedEntity Actor,
    string? CredentialId,
    string? ActingFor,
    string Action,
    AuditedEntity Resource,
    string? Address,
    AuditedEntity Subject,
    string Decision,
    string Reason,
    int Layer,
    string? Policy,
    bool IsExplained,
    JsonElement? Sent,
    bool IsComplete) : AuditAnswer("decision", Id, At, Actor, CredentialId, ActingFor, Action, Resource, Address);

/// <summary>An entity that an entry names.</summary>
internal sealed record AuditedEntity(string Type, string Id)
{
    public static AuditedEntity Of(EntityRef entity) => new(entity.Type, entity.Id);
}
