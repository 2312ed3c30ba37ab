namespace Velro.Tests.Reference;

/// <summary>Attribute policies (DESIGN.md section 3; B5, B6).</summary>
internal sealed partial class ReferenceEvaluator
{
    /// <summary>Other types: default deny, deny overrides allow.</summary>
    private (bool IsPermitted, string Reason, int Layer) DecideOnOtherType(Question question)
    {
        if (AnyDenies(question, 0)) return (false, "policy_denied", 5);
        return Matching("allow", question, 0).Any() ? (true, "policy_allowed", 4) : (false, "no_policy", 4);
    }

    /// <summary>A custom action on a core type: a policy, and at least viewer or the policy's minimum role (B5).</summary>
    private (bool IsPermitted, string Reason, int Layer) DecideCustomAction(Question question, int role)
    {
        if (AnyDenies(question, role)) return (false, "policy_denied", 5);

        var allows = Matching("allow", question, role).ToArray();
        if (allows.Any(policy => role >= Rank(policy.MinimumRole ?? "viewer"))) return (true, "policy_allowed", 4);
        return (false, allows.Length > 0 ? "insufficient_role" : "no_policy", 4);
    }

    private bool AnyDenies(Question question, int role) => Matching("deny", question, role).Any();

    private IEnumerable<PolicyRow> Matching(string effect, Question question, int role)
    {
        var scope = new Scope(
            question,
            RoleNames[role],
            PropertiesOf(question.Subject, question.SentOfSubject, question.TrustsSent),
            PropertiesOf(question.Resource, question.SentOfResource, question.TrustsSent));
        return rows.Policies.Where(policy => policy.Effect == effect && IsAbout(policy, question) && Holds(policy, scope));
    }

    private static bool IsAbout(PolicyRow policy, Question question) =>
        (policy.SubjectTypes is null || policy.SubjectTypes.Contains(question.Subject.Type)) &&
        (policy.Actions.Contains("*") || policy.Actions.Contains(question.Action)) &&
        IsAboutType(policy, question);

    private static bool IsAboutType(PolicyRow policy, Question question) =>
        policy.ResourceTypes.Contains(question.Resource.Type) || policy.ResourceTypes.Contains("*") && !question.Resource.IsCore;

    /// <summary>An error is no match for an allow, and a match for a deny.</summary>
    private static bool Holds(PolicyRow policy, Scope scope) => policy.Condition?.Of(scope) switch
    {
        null or Truth.True => true,
        Truth.Error => policy.Effect == "deny",
        _ => false,
    };

    /// <summary>Core types: what is stored wins, and what is sent fills gaps when trusted; other types: what is sent wins (B6).</summary>
    private Dictionary<string, object> PropertiesOf(Thing thing, IReadOnlyDictionary<string, object> sent, bool isTrusted)
    {
        var stored = rows.Properties.SingleOrDefault(row => row.Of == thing)?.Values ?? new Dictionary<string, object>();
        if (thing.IsCore && !isTrusted) return stored.ToDictionary();

        var (winning, filling) = thing.IsCore ? (stored, sent) : (sent, stored);
        var all = filling.ToDictionary();
        foreach (var (name, value) in winning) all[name] = value;
        return all;
    }
}
