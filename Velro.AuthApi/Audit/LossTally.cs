namespace Velro.AuthApi.Audit;

/// <summary>Losses that are told all at once, when it is certain that they will not be met again; what is not told is forgotten.</summary>
internal sealed class LossTally
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Adds some of a cause.</summary>
    public void Add(long count, string cause) => _counts[cause] = _counts.GetValueOrDefault(cause) + count;

    /// <summary>Counts them.</summary>
    public void TellTo(DecisionMetrics metrics)
    {
        foreach (var (cause, count) in _counts) metrics.WereLost(count, cause);
    }
}
