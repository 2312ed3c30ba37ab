using System.Diagnostics.Metrics;
using Velro.Authorization.Decisions;
using Velro.Caching;

namespace Velro.AuthApi.Audit;

/// <summary>Counts what checks decided, and why, for whoever looks.</summary>
internal sealed class DecisionTally
{
    private static readonly bool[] Outcomes = [true, false];
    private static readonly DecisionReason[] Reasons = Enum.GetValues<DecisionReason>();
    private static readonly DecisionLayer[] Layers = Enum.GetValues<DecisionLayer>();
    private static readonly int Lines = (int)Layers.Max() + 1;

    private readonly StripedCounts _counts = new(Outcomes.Length * Reasons.Length * Lines);

    public void Add(in Decision decision) => _counts.Add(IndexOf(decision.IsPermitted, decision.Reason, decision.Layer));

    public IEnumerable<Measurement<long>> Measure() =>
        from isPermitted in Outcomes
        from reason in Reasons
        from layer in Layers
        let count = _counts.Sum(IndexOf(isPermitted, reason, layer))
        where count > 0
        select new Measurement<long>(
            count,
            new("velro.decision", isPermitted ? "permitted" : "denied"),
            new("velro.decision.reason", DecisionReasonCodes.CodeOf(reason)),
            new("velro.decision.layer", (int)layer));

    private static int IndexOf(bool isPermitted, DecisionReason reason, DecisionLayer layer) =>
        ((((isPermitted ? 1 : 0) * Reasons.Length) + (int)reason) * Lines) + (int)layer;
}
