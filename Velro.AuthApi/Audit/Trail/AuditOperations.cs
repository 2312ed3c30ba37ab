using Velro.AuthApi.Contract;

namespace Velro.AuthApi.Audit.Trail;

/// <summary>What the contract says about the audit trail.</summary>
internal static class AuditOperations
{
    public static readonly Operation List = Described.List(
        "listAuditEntries", "Show what was done and decided", "Audit", "AuditEntry", "administrator.required", "audit.too_broad") with
    {
        Description =
            "Security events and recorded decisions, the newest first. Of events none is missing; of decisions all denials and all explained "
            + "ones are recorded, and a sample of the permits. Reading is itself an event (`audit.read`). A parameter that is not known is refused.",
        Parameters =
        [
            Of(
                "subject", "AuditEntity", "user:alice",
                "Who: of events the actor, or the user whom it acted for; of decisions the subject of the question."),
            Of("resource", "AuditEntity", "project:p1", "To what."),
            Of("action", "AuditAction", "project.*", "What was done or asked: a name, or how names begin."),
            Of("decision", "AuditDecision", "deny", "What was decided; then there are no events."),
            Of("from", "Timestamp", "2026-01-01T00:00:00Z", "The earliest instant."),
            Of("to", "Timestamp", "2030-01-31T12:00:00Z", "The instant before which it was."),
        ],
    };

    private static OperationParameter Of(string name, string schema, string example, string description) =>
        new(name, schema, example, description) { IsInQuery = true };
}
