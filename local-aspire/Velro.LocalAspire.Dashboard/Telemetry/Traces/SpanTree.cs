namespace Velro.LocalAspire.Dashboard.Telemetry.Traces;

/// <summary>A span in its place below those it is part of.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How many it is part of.</param>
/// <param name="Descendants">How many are part of it.</param>
internal sealed record SpanNode(SpanRecord Span, int Depth, int Descendants);

/// <summary>Puts the spans of a trace in the order of a waterfall.</summary>
internal static class SpanTree
{
    /// <summary>
    /// Each span after the one it is part of, and by its start. One whose parent has not arrived stands at the top.
    /// </summary>
    public static IReadOnlyList<SpanNode> Of(IReadOnlyList<SpanRecord> spans)
    {
        var known = new Dictionary<string, SpanRecord>(StringComparer.Ordinal);
        foreach (var span in spans) known.TryAdd(span.SpanId, span);
        var children = known.Values.Where(span => HasParent(span, known)).ToLookup(span => span.ParentId, StringComparer.Ordinal);
        var nodes = new SpanNode[known.Count];
        var place = 0;
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var top in known.Values.Where(span => !HasParent(span, known)).OrderBy(span => span.Start)) Place(top, 0);
        // Spans that are each other's parents, as only a broken sender has them, are shown all the same.
        foreach (var left in known.Values.Where(span => !placed.Contains(span.SpanId)).OrderBy(span => span.Start).ToList())
        {
            if (!placed.Contains(left.SpanId)) Place(left, 0);
        }

        return nodes[..place];

        void Place(SpanRecord top, int depth)
        {
            // By hand, as a trace can be as deep as it has spans.
            var open = new Stack<(SpanRecord Span, int Depth, int Place)>();
            open.Push((top, depth, -1));
            while (open.TryPop(out var current))
            {
                if (current.Place >= 0)
                {
                    nodes[current.Place] = nodes[current.Place] with { Descendants = place - current.Place - 1 };
                    continue;
                }

                if (!placed.Add(current.Span.SpanId)) continue;
                nodes[place] = new SpanNode(current.Span, current.Depth, 0);
                open.Push((current.Span, current.Depth, place));
                place++;
                foreach (var child in children[current.Span.SpanId].OrderByDescending(span => span.Start))
                    open.Push((child, current.Depth + 1, -1));
            }
        }
    }

    private static bool HasParent(SpanRecord span, Dictionary<string, SpanRecord> known) =>
        span.ParentId.Length > 0 && span.ParentId != span.SpanId && known.ContainsKey(span.ParentId);
}
