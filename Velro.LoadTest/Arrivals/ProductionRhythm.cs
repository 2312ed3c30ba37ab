namespace Velro.LoadTest.Arrivals;

/// <summary>
/// What production has and a steady rate has not: days, compressed into minutes, that begin at night, with a fifth of the traffic of noon,
/// and bursts. The nominal rate is that of noon.
/// </summary>
internal sealed class ProductionRhythm
{
    private const double Night = 0.2;
    private const double BurstFactor = 2;

    private readonly TimeSpan _day;
    private readonly TimeSpan _burst;
    private readonly TimeSpan[] _bursts;

    /// <param name="day">What a day takes.</param>
    /// <param name="hold">How long the run goes on.</param>
    /// <param name="seed">When the bursts are.</param>
    public ProductionRhythm(TimeSpan day, TimeSpan hold, int seed)
    {
        _day = day;
        _burst = day / 24;
        var random = new Random(seed);
        _bursts = [.. Enumerable.Range(0, (int)Math.Ceiling(hold / day) * BurstsPerDay).Select(_ => hold * random.NextDouble()).Order()];
    }

    /// <summary>How many bursts a day has, each an hour long, in which the rate is doubled.</summary>
    public static int BurstsPerDay => 3;

    /// <summary>When they begin, after the ramp.</summary>
    public IReadOnlyList<TimeSpan> Bursts => _bursts;

    public double FactorAt(TimeSpan elapsed)
    {
        var hour = elapsed / _day % 1 * 2 * Math.PI;
        var factor = Night + ((1 - Night) * (1 - Math.Cos(hour)) / 2);
        return _bursts.Any(start => elapsed >= start && elapsed < start + _burst) ? factor * BurstFactor : factor;
    }
}
