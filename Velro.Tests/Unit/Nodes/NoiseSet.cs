namespace Velro.Tests.Unit.Nodes;

/// <summary>Series of shares of a limit that are quiet: whatever they do, they go nowhere. A seed makes the same series each time.</summary>
internal static class NoiseSet
{
    /// <summary>A day of values, one each half minute.</summary>
    public const int Length = 2880;

    private const double PerDay = 2 * Math.PI / Length;

    public static IEnumerable<(string Name, double[] Values)> All(int seeds)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            yield return ($"white {seed}", White(seed));
            yield return ($"autocorrelated {seed}", Autocorrelated(seed, memory: 0.9 + (0.009 * (seed % 10))));
            yield return ($"diurnal {seed}", Diurnal(seed));
            yield return ($"restarted {seed}", Restarted(seed));
            yield return ($"warming up {seed}", WarmingUp(seed));
            yield return ($"bursts {seed}", Bursts(seed));
        }
    }

    public static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] White(int seed)
    {
        var random = new Random(seed);
        var (mean, deviation) = (0.2 + (0.5 * random.NextDouble()), 0.01 + (0.09 * random.NextDouble()));
        return [.. Enumerable.Range(0, Length).Select(_ => Math.Clamp(mean + (deviation * Gauss(random)), 0, 0.99))];
    }

    /// <summary>Each value remembers the one before, so that it wanders; its deviation is up to a tenth of the limit.</summary>
    private static double[] Autocorrelated(int seed, double memory)
    {
        var random = new Random(1000 + seed);
        var (mean, deviation) = (0.2 + (0.4 * random.NextDouble()), 0.02 + (0.08 * random.NextDouble()));
        var values = new double[Length];
        for (var (i, value) = (0, 0.0); i < Length; i++)
        {
            value = (memory * value) + (Math.Sqrt(1 - (memory * memory)) * Gauss(random));
            values[i] = Math.Clamp(mean + (deviation * value), 0, 0.99);
        }

        return values;
    }

    /// <summary>As many use it by day and few by night: between a tenth and seven tenths of the limit.</summary>
    private static double[] Diurnal(int seed)
    {
        var random = new Random(2000 + seed);
        var (amplitude, phase) = (0.1 + (0.15 * random.NextDouble()), 2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, Length).Select(i => 0.42 + (amplitude * Math.Sin((PerDay * i) + phase)) + (0.02 * Gauss(random)))];
    }

    /// <summary>After a restart, or several, it is elsewhere, and stays there.</summary>
    private static double[] Restarted(int seed)
    {
        var random = new Random(3000 + seed);
        var values = new double[Length];
        for (var (i, level) = (0, 0.3); i < Length; i++)
        {
            if (i % 577 == 0) level = 0.1 + (0.7 * random.NextDouble());
            values[i] = Math.Clamp(level + (0.015 * Gauss(random)), 0, 0.99);
        }

        return values;
    }

    /// <summary>It begins low and rises ever more slowly to where it stays, as memory does while caches fill.</summary>
    private static double[] WarmingUp(int seed)
    {
        var random = new Random(4000 + seed);
        var (end, minutes) = (0.3 + (0.35 * random.NextDouble()), 5 + (240 * random.NextDouble()));
        return [.. Enumerable.Range(0, Length).Select(i => (end * (1 - (0.9 * Math.Exp(-i / (2 * minutes))))) + (0.01 * Gauss(random)))];
    }

    /// <summary>Now and then it is high for a few minutes.</summary>
    private static double[] Bursts(int seed)
    {
        var random = new Random(5000 + seed);
        var values = new double[Length];
        for (var (i, left) = (0, 0); i < Length; i++)
        {
            if (left-- <= 0 && random.NextDouble() < 0.004) left = random.Next(2, 24);
            values[i] = Math.Clamp((left > 0 ? 0.8 : 0.3) + (0.04 * Gauss(random)), 0, 0.99);
        }

        return values;
    }
}
