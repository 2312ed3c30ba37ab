namespace Velro.LoadTest.Arrivals;

/// <summary>How arrivals are spaced.</summary>
internal enum Spacing
{
    /// <summary>At random and independently, as many people arrive: gaps have an exponential distribution.</summary>
    Poisson,

    /// <summary>Evenly.</summary>
    Uniform,
}

/// <summary>
/// When something is to begin, decided before and whatever is answered: an open loop. The same seed gives the same times. Between two
/// arrivals the integral of the rate grows by one (uniform), or by an exponentially distributed number of mean one (Poisson).
/// </summary>
internal sealed class ArrivalSchedule(RateProfile profile, Spacing spacing, int seed)
{
    /// <summary>As long as the rate is taken to be constant.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    private readonly Random _random = new(seed);
    private TimeSpan _now;

    /// <summary>The next arrival, since the start; null: there is none before the end.</summary>
    public TimeSpan? Next()
    {
        var due = spacing == Spacing.Uniform ? 1 : -Math.Log(1 - _random.NextDouble());
        while (_now < profile.Duration)
        {
            var boundary = TimeSpan.FromTicks(((_now.Ticks / Slice.Ticks) + 1) * Slice.Ticks);
            var rate = profile.RateAt(boundary - (Slice / 2));
            var gain = rate * (boundary - _now).TotalSeconds;
            if (gain >= due)
            {
                _now += TimeSpan.FromSeconds(due / rate);
                return _now < profile.Duration ? _now : null;
            }

            due -= gain;
            _now = boundary;
        }

        return null;
    }
}
