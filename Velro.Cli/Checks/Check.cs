using Velro.Authorization.Decisions;
using Velro.Cli.Worlds;

namespace Velro.Cli.Checks;

/// <summary>What a test expects; null: it does not say.</summary>
internal sealed record Expectation(bool IsPermitted, string? Reason, int? Layer, string? Policy)
{
    /// <summary>Whether a decision is as expected.</summary>
    public bool IsMetBy(in Decision decision) => IsPermitted == decision.IsPermitted
        && (Reason is null || Reason == DecisionReasonCodes.CodeOf(decision.Reason))
        && (Layer is null || Layer == (int)decision.Layer)
        && (Policy is null || Policy == decision.Policy);

    public override string ToString() => Words(IsPermitted, Reason, Layer, Policy);

    /// <summary>A decision in the words of an expectation.</summary>
    public static string Describe(in Decision decision) => Words(
        decision.IsPermitted, DecisionReasonCodes.CodeOf(decision.Reason), (int)decision.Layer, decision.Policy);

    private static string Words(bool isPermitted, string? reason, int? layer, string? policy) =>
        (isPermitted ? "permitted" : "denied")
        + (reason is null ? "" : $", reason {reason}")
        + (layer is null ? "" : $", layer {layer}")
        + (policy is null ? "" : $", policy {policy}");
}

/// <summary>One test: a question, and what is expected of the answer.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="File">The file that it is in.</param>
/// <param name="Line">The line there.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Expected">What is expected.</param>
internal sealed record Check(string Name, string File, long Line, CheckRequest Question, Expectation Expected)
{
    /// <summary>Lets the engine decide.</summary>
    public CheckResult Run(FileWorld world)
    {
        DecisionEngine.TryDecide(Question, ref world, out var decision);
        return new CheckResult(this, decision);
    }
}

/// <summary>What came of a test.</summary>
/// <param name="Check">The test.</param>
/// <param name="Decision">The answer, explained.</param>
internal sealed record CheckResult(Check Check, Decision Decision)
{
    /// <summary>Whether the answer is as expected.</summary>
    public bool IsMet => Check.Expected.IsMetBy(Decision);
}
