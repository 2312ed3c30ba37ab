namespace Velro.Caching;

/// <summary>
/// Counts that many processors add to at once, at the price of one addition that no other processor takes part in: an instrument with tags
/// would cost a warm check more than what it counts.
/// </summary>
/// <param name="length">How many counts there are.</param>
public sealed class StripedCounts(int length)
{
    /// <summary>The space to the counts of the next processor, so that no line of memory holds two processors'.</summary>
    private const int Space = 16;

    private static readonly int Stripes = Math.Min(Environment.ProcessorCount, 64);

    private readonly int _stripeLength = length + Space;
    private readonly long[] _counts = new long[Stripes * (length + Space)];

    /// <summary>Adds to a count.</summary>
    public void Add(int index, int count = 1)
    {
        var stripe = (int)((uint)Thread.GetCurrentProcessorId() % (uint)Stripes);
        Interlocked.Add(ref _counts[(stripe * _stripeLength) + index], count);
    }

    /// <summary>A count, over all processors.</summary>
    public long Sum(int index)
    {
        var sum = 0L;
        for (var stripe = 0; stripe < Stripes; stripe++) sum += Volatile.Read(ref _counts[(stripe * _stripeLength) + index]);
        return sum;
    }
}
