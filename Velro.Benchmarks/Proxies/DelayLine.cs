namespace Velro.Benchmarks.Proxies;

/// <summary>
/// What is underway, in the order in which it came. All takes the same time, so what came first is due first, whoever sent it.
/// </summary>
/// <param name="delay">How long everything takes.</param>
/// <param name="time">By what that is measured.</param>
internal sealed class DelayLine<T>(TimeSpan delay, TimeProvider time)
{
    /// <summary>
    /// A thread that sleeps wakes up to about so much too late, and as much earlier something counts as due: over many, the delay is right.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(0.5);

    private readonly Queue<(T Item, long At)> _underway = [];

    /// <summary>Whether nothing is underway.</summary>
    public bool IsEmpty => _underway.Count == 0;

    /// <summary>Sets out something that came now.</summary>
    public void Add(T item) => _underway.Enqueue((item, time.GetTimestamp()));

    /// <summary>Takes what is due, one at a time.</summary>
    public bool TryTake(out T item)
    {
        if (_underway.TryPeek(out var first) && delay - time.GetElapsedTime(first.At) < Tolerance)
        {
            item = _underway.Dequeue().Item;
            return true;
        }

        item = default!;
        return false;
    }
}
