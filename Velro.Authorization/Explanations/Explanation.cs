using System.Collections.Immutable;
using Velro.Authorization.Decisions;

namespace Velro.Authorization.Explanations;

/// <summary>
/// How a decision came about: each path that was tried, what it gave and where the fact came from. It is made by the very run of the rules
/// that decided, so it can say nothing else than what was done: what could not have changed the decision any more was not tried.
/// </summary>
public sealed class Explanation
{
    internal Explanation(ImmutableArray<ExplanationStep> steps, int decidedBy, bool isTruncated) =>
        (Steps, DecidedBy, IsTruncated) = (steps, decidedBy, isTruncated);

    /// <summary>The steps, by layer. A step's parts follow it, one deeper.</summary>
    public ImmutableArray<ExplanationStep> Steps { get; }

    /// <summary>The index of the step that decided; -1: none did, since nothing gave enough.</summary>
    public int DecidedBy { get; }

    /// <summary>Whether there were more steps than an explanation holds.</summary>
    public bool IsTruncated { get; }

    /// <summary>Puts the steps in the order of the layers and leaves out those of layers that the decision did not come to.</summary>
    internal static Explanation Of(IReadOnlyList<ExplanationStep> steps, in Decision decision, bool isTruncated)
    {
        var last = decision.IsPermitted ? DecisionLayer.SecurityContext : decision.Layer;
        var blocks = Blocks(steps).Where(block => block[0].Layer <= last).OrderBy(block => block[0].Layer).ToArray();

        // What a denial forbids gave nothing; when emergency access lifted the denial, that alone counts.
        if (decision.Layer != DecisionLayer.Denial && blocks.Any(static block => IsDenial(block[0])))
            blocks = [.. blocks.Where(static block => !IsForbidden(block[0]))];
        ImmutableArray<ExplanationStep> ordered = [.. blocks.SelectMany(block => block)];
        return new Explanation(ordered, IndexOfDecider(ordered, decision), isTruncated);
    }

    private static bool IsDenial(in ExplanationStep step) =>
        step.Layer == DecisionLayer.Denial && step.Result is ExplanationResult.Denies or ExplanationResult.TooDeep;

    private static bool IsForbidden(in ExplanationStep step) =>
        step.Layer == DecisionLayer.Relationship && step.Path is not (ExplanationPath.EmergencyAccess or ExplanationPath.Policy);

    /// <summary>The steps, each top one with its parts.</summary>
    private static IEnumerable<List<ExplanationStep>> Blocks(IReadOnlyList<ExplanationStep> steps)
    {
        var block = new List<ExplanationStep>();
        foreach (var step in steps)
        {
            if (step.Depth == 0 && block.Count > 0)
            {
                yield return block;
                block = [];
            }

            block.Add(step);
        }

        if (block.Count > 0) yield return block;
    }

    private static int IndexOfDecider(ImmutableArray<ExplanationStep> steps, in Decision decision)
    {
        var decider = -1;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Depth > 0 || !Decides(steps[i], decision)) continue;
            if (decider < 0 || steps[i].Role > steps[decider].Role) decider = i;
        }

        return decider;
    }

    private static bool Decides(in ExplanationStep step, in Decision decision) => decision.Reason switch
    {
        DecisionReason.Role => step.Path != ExplanationPath.Policy && step.Result == ExplanationResult.Role,
        DecisionReason.PolicyAllowed => step.Result == ExplanationResult.Allows,
        DecisionReason.PolicyDenied => step is { Path: ExplanationPath.Policy, Result: ExplanationResult.Denies },
        DecisionReason.NoAccess or DecisionReason.InsufficientRole or DecisionReason.NoPolicy => false,
        DecisionReason.SubjectTypeWithoutRoles => false,
        _ => step.Layer == decision.Layer &&
            step.Result is not (ExplanationResult.Nothing or ExplanationResult.Passes or ExplanationResult.Expired),
    };
}
