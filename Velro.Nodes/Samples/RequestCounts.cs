using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Velro.Nodes.Samples;

/// <summary>Requests of one operation: how many, how many failed, and how long they took.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Errors">Those that were answered with 5xx.</param>
/// <param name="Buckets">
/// How many took up to each of <see cref="Bounds"/> and longer than the one before; the last is of those that took longer than all. Errors are
/// among them.
/// </param>
/// <param name="FailedFast">The errors among those that took up to 75 ms, 100 ms and 250 ms, which satisfied nobody.</param>
public sealed record RequestCounts(
    [property: JsonPropertyName("n")] long Count,
    [property: JsonPropertyName("e")] long Errors,
    [property: JsonPropertyName("b")] ImmutableArray<long> Buckets,
    [property: JsonPropertyName("f")] ImmutableArray<long> FailedFast)
{
    /// <summary>
    /// Seconds. Those of <c>http.server.request.duration</c> in Prometheus, so that both say the same, and three below them: a warm check takes
    /// less than the first of those.
    /// </summary>
    public static readonly ImmutableArray<double> Bounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>The bounds that satisfaction is counted by.</summary>
    internal static readonly ImmutableArray<double> FailureBounds = [0.075, 0.1, 0.25];

    /// <summary>None.</summary>
    public static readonly RequestCounts None = new(0, 0, [.. new long[Bounds.Length + 1]], [.. new long[FailureBounds.Length]]);

    /// <summary>The share that was not answered with 5xx; null: there were none.</summary>
    [JsonIgnore]
    public double? Availability => Count == 0 ? null : 1 - ((double)Errors / Count);

    /// <summary>The bucket of a duration in seconds.</summary>
    public static int BucketOf(double seconds)
    {
        for (var i = 0; i < Bounds.Length; i++)
        {
            if (seconds <= Bounds[i]) return i;
        }

        return Bounds.Length;
    }

    /// <summary>Both together.</summary>
    public static RequestCounts operator +(RequestCounts one, RequestCounts other) => Add(one, other, 1);

    /// <summary>What came since.</summary>
    public static RequestCounts operator -(RequestCounts now, RequestCounts before) => Add(now, before, -1);

    /// <summary>How many took at most one of <see cref="Bounds"/>.</summary>
    public long Within(double bound)
    {
        var sum = 0L;
        for (var i = 0; i < Bounds.Length && Bounds[i] <= bound; i++) sum += Buckets[i];
        return sum;
    }

    /// <summary>
    /// The time in seconds within which a share of them was answered, between bounds in proportion, as Prometheus' <c>histogram_quantile</c> has it;
    /// null: there were none.
    /// </summary>
    public double? Quantile(double share)
    {
        if (Count == 0) return null;
        var (rank, seen) = (share * Buckets.Sum(), 0L);
        for (var i = 0; i < Bounds.Length; i++)
        {
            if (Buckets[i] > 0 && seen + Buckets[i] >= rank)
            {
                var from = i == 0 ? 0 : Bounds[i - 1];
                return from + ((Bounds[i] - from) * (rank - seen) / Buckets[i]);
            }

            seen += Buckets[i];
        }

        return Bounds[^1];
    }

    /// <summary>
    /// Apdex: those that took up to the target are satisfied, those up to four times that tolerate it, and count half; what failed satisfies
    /// nobody. Between two bounds the lower one counts. Null: there were none.
    /// </summary>
    public double? Apdex(double targetSeconds)
    {
        if (Count == 0) return null;
        var satisfied = SatisfiedWithin(targetSeconds);
        return (satisfied + ((SatisfiedWithin(4 * targetSeconds) - satisfied) / 2)) / Count;
    }

    private double SatisfiedWithin(double seconds)
    {
        var failed = 0L;
        for (var i = 0; i < FailureBounds.Length && FailureBounds[i] <= seconds; i++) failed = FailedFast[i];
        return Math.Max(0, Within(Bounds.LastOrDefault(bound => bound <= seconds)) - failed);
    }

    private static RequestCounts Add(RequestCounts one, RequestCounts other, int sign) => new(
        one.Count + (sign * other.Count),
        one.Errors + (sign * other.Errors),
        [.. one.Buckets.Zip(other.Buckets, (first, second) => first + (sign * second))],
        [.. one.FailedFast.Zip(other.FailedFast, (first, second) => first + (sign * second))]);
}
