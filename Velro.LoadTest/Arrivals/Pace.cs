namespace Velro.LoadTest.Arrivals;

/// <summary>
/// Who acts next. Each person has a pace, drawn once from a log-normal distribution, and acts as a Poisson process of it; all of these
/// together are one Poisson process whose arrivals belong to each person with the probability of their share in the sum of the paces.
/// </summary>
internal sealed class Pace
{
    private readonly double[] _sums;

    /// <param name="people">How many there are.</param>
    /// <param name="seed">Of the paces.</param>
    public Pace(int people, int seed)
    {
        var random = new Random(seed);
        _sums = new double[people];
        var sum = 0.0;
        for (var i = 0; i < people; i++) _sums[i] = sum += Math.Exp(Normal(random));
    }

    /// <summary>A person among the first <paramref name="present"/>.</summary>
    /// <param name="draw">From 0 to less than 1.</param>
    /// <param name="present">One or more.</param>
    public int Pick(double draw, int present)
    {
        var found = Array.BinarySearch(_sums, 0, present, draw * _sums[present - 1]);
        return Math.Min(found < 0 ? ~found : found + 1, present - 1);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
