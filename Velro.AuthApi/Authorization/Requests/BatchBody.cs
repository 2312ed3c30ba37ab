using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>When a batch ends (AuthZEN 1.0, <c>options.evaluations_semantic</c>).</summary>
internal enum BatchSemantic
{
    /// <summary>After the last evaluation.</summary>
    ExecuteAll,

    /// <summary>With the first denial.</summary>
    DenyOnFirstDeny,

    /// <summary>With the first permit.</summary>
    PermitOnFirstPermit,
}

/// <summary>The names and the meaning of semantics.</summary>
internal static class BatchSemantics
{
    public const string Rule = "One of execute_all, deny_on_first_deny and permit_on_first_permit is required here.";

    /// <summary>Reads a semantic's name. False when it names none.</summary>
    public static bool TryParse(string name, out BatchSemantic semantic)
    {
        semantic = name switch
        {
            "deny_on_first_deny" => BatchSemantic.DenyOnFirstDeny,
            "permit_on_first_permit" => BatchSemantic.PermitOnFirstPermit,
            _ => BatchSemantic.ExecuteAll,
        };
        return semantic != BatchSemantic.ExecuteAll || name == "execute_all";
    }

    /// <summary>Whether an evaluation that came out so is the last one.</summary>
    public static bool EndsWith(this BatchSemantic semantic, bool isPermitted) => semantic switch
    {
        BatchSemantic.DenyOnFirstDeny => !isPermitted,
        BatchSemantic.PermitOnFirstPermit => isPermitted,
        _ => false,
    };
}

/// <summary>What was wrong with one evaluation of a batch.</summary>
/// <param name="Status">The HTTP status that it would have had alone.</param>
/// <param name="Message">For a person.</param>
internal sealed record ItemError(int Status, string Message);

/// <summary>One evaluation of a batch: either well formed, or with what is wrong with it.</summary>
internal readonly record struct BatchItem(EvaluationBody? Body, ItemError? Error);

/// <summary>The body of <c>POST /access/v1/evaluations</c> with at least one evaluation.</summary>
/// <param name="Items">In the order of the request.</param>
/// <param name="Semantic">When the batch ends.</param>
/// <param name="Consistency">What satisfies every single evaluation: all are of one revision.</param>
internal sealed record BatchBody(IReadOnlyList<BatchItem> Items, BatchSemantic Semantic, Consistency Consistency)
{
    /// <summary>What the request weighs against a rate limit: each evaluation counts (RIGHTS.md F2).</summary>
    public int EvaluationCount => Items.Count;
}
