namespace Velro.WorldGenerator;

/// <summary>Draws from a seed: the same seed, the same draws, on every machine of a kind.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);
    private readonly byte[] _bytes = new byte[16];

    public bool With(double probability) => _random.NextDouble() < probability;

    public int Below(int count) => _random.Next(count);

    /// <summary>An index below <paramref name="count"/>, where the first are drawn far more often than the rest: a few have most.</summary>
    public int Skewed(int count, double exponent) => (int)(count * Math.Pow(_random.NextDouble(), exponent));

    /// <summary>A number from 0 on, about <paramref name="average"/>, and now and then many times that.</summary>
    public int Around(double average) => (int)Math.Round(-average * Math.Log(1 - _random.NextDouble()));

    /// <summary>One of these, whose weights make 100 together.</summary>
    public string Of(params ReadOnlySpan<(string Value, int Percent)> choices)
    {
        var drawn = _random.Next(100);
        foreach (var (value, percent) in choices)
        {
            drawn -= percent;
            if (drawn < 0) return value;
        }

        return choices[^1].Value;
    }

    /// <summary>Most have none; of the others some are past.</summary>
    public DateTime? Expiry() => With(0.05) ? Ids.Begin.AddDays(_random.Next(30, 2000)) : null;

    /// <summary>An id of the form that the server makes (UUIDv7), of an instant.</summary>
    public string IdAt(DateTime instant)
    {
        _random.NextBytes(_bytes);
        return Ids.Of(instant, _bytes);
    }
}
