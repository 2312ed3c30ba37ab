namespace Velro.Benchmarks.HitRatios;

/// <summary>Draws indexes below a count, the n-th of them as often as 1 / n^exponent says: few are asked for often and most hardly ever.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;

    public Zipf(int count, double exponent)
    {
        _upTo = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) _upTo[i] = sum += Math.Pow(i + 1, -exponent);
    }

    public int Next(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Math.Min(at < 0 ? ~at : at, _upTo.Length - 1);
    }
}
