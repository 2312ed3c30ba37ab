using System.Diagnostics.Metrics;
using Velro.Authorization.Decisions;
using Velro.Caching;

namespace Velro.AuthApi.Audit;

/// <summary>Counts what checks decided, and why, for whoever looks.</summary>
internal sealed class DecisionTally
{
    private static readonly DecisionReason[] Reasons = Enum.GetValues<DecisionReason>();
    private static readonly DecisionLayer[] Layers = Enum.GetValues<DecisionLayer>();
    private static readonly int Lines = (int)Layers.Max() + 1;

    private readonly StripedCounts _counts = new(Reasons.Length * Lines);

    public void Add(in Decision decision) => _counts.Add(IndexOf(decision.Reason, decision.Layer));

    public IEnumerable<Measurement<long>> Measure() =>
        from reason in Reasons
        from layer in Layers
        let count = _counts.Sum(IndexOf(reason, layer))
        where count > 0
        select new Measurement<long>(
            count,
            new("velro.decision", reason is DecisionReason.Role or DecisionReason.PolicyAllowed ? "permitted" : "denied"),
            new("velro.decision.reason", DecisionReasonCodes.CodeOf(reason)),
            new("velro.decision.layer", (int)layer));

    private static int IndexOf(DecisionReason reason, DecisionLayer layer) => ((int)reason * Lines) + (int)layer;
}
