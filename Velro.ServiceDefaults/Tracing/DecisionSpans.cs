using System.Diagnostics;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>Reads from spans what they say of decisions, by the attributes that <c>docs/telemetry.md</c> lists.</summary>
internal static class DecisionSpans
{
    private const string Layer = "velro.decision.layer";
    private const int SecurityContext = 5;

    /// <summary>Whether a span says that layer 5, which can do nothing else, denied something.</summary>
    public static bool TellsOfDenial(Activity span) => span.GetTagItem(Layer) is SecurityContext;
}
