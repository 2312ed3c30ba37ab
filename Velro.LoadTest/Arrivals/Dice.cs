namespace Velro.LoadTest.Arrivals;

/// <summary>The random numbers of one action: SplitMix64, so that each action can have its own for the price of eight bytes.</summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to less than <paramref name="count"/>.</summary>
    public int Next(int count) => (int)(((UInt128)NextBits() * (ulong)count) >> 64);

    /// <summary>From 0 to less than 1.</summary>
    public double NextShare() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Others, which do not depend on how often these are thrown afterwards.</summary>
    public Dice Split() => new(NextBits());

    private ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
