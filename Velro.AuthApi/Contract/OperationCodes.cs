using System.Collections.Immutable;
using Velro.AuthApi.Problems;
using Velro.Authorization.Decisions;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Contract;

/// <summary>Which codes an operation can give: those of its kind and its own.</summary>
internal static class OperationCodes
{
    /// <summary>What stands against an action on a thing that the caller sees.</summary>
    public static readonly ImmutableArray<string> Access =
    [
        ProblemCatalogue.AccessRefused(DecisionReason.InsufficientRole),
        ProblemCatalogue.AccessRefused(DecisionReason.Locked),
        ProblemCatalogue.AccessRefused(DecisionReason.PolicyDenied),
        ProblemCatalogue.AccessRefused(DecisionReason.Blocked),
        ProblemCatalogue.AccessRefused(DecisionReason.HierarchyTooDeep),
    ];

    private static readonly ImmutableArray<string> OfDecisions =
    [
        RevisionUnavailableException.Lineage, RevisionUnavailableException.NotReady, RevisionUnavailableException.TooOld,
        RevisionUnavailableException.Skewed,
        RevisionUnavailableException.Unreached, RevisionUnavailableException.StoreUnavailable,
        RevisionUnavailableException.PoliciesUnreadable, RevisionUnavailableException.PoolExhausted,
    ];

    private static readonly ImmutableArray<string> OfCallers =
    [
        "credentials.required", "credentials.invalid", "credentials.throttled", "rate.limited", "scope.missing", "act_as.refused", .. OfDecisions,
    ];

    /// <summary>The codes, each once, in the order of statuses and codes.</summary>
    public static IEnumerable<ProblemCode> Of(Operation operation, OperationRules rules) => Codes(operation, rules)
        .Distinct(StringComparer.Ordinal)
        .Select(static code => ProblemCatalogue.Find(code)
            ?? throw new InvalidOperationException($"The code '{code}' is not in {nameof(ProblemCatalogue)}."))
        .OrderBy(static code => code.Status)
        .ThenBy(static code => code.Code, StringComparer.Ordinal);

    private static List<string> Codes(Operation operation, OperationRules rules)
    {
        List<string> codes = [.. operation.Codes, "server.error"];
        if (rules.Kind == OperationKind.Signed) codes.AddRange(OfDecisions);
        else if (rules.Kind != OperationKind.Open) codes.AddRange(OfCallers);
        if (operation.Body is not null || rules.Kind == OperationKind.Write) codes.AddRange("body.too_large", "request.timeout");
        if (operation.Body is not null) codes.AddRange("body.content_type", "body.json", "request.invalid");
        if (rules.Kind is not (OperationKind.Open or OperationKind.Check)) codes.Add("revision.invalid");
        if (rules.Kind == OperationKind.Write) codes.AddRange("idempotency.key", "idempotency.body", "store.contended", "reference.gone");
        if (operation.IsList) codes.AddRange("cursor.invalid", "request.invalid");
        if (operation.Precondition != Precondition.None) codes.AddRange("version.malformed", "version.passed");
        if (operation.Precondition == Precondition.Required) codes.Add("version.required");
        return codes;
    }
}
