namespace Velro.LoadTest.Arrivals;

/// <summary>How many arrivals a second there are at each moment of a run: a ramp from nothing, and then the nominal rate.</summary>
/// <param name="Nominal">Arrivals a second, once the ramp is over.</param>
/// <param name="Ramp">How long the ramp takes.</param>
/// <param name="Hold">How long the nominal rate is held.</param>
/// <param name="Rhythm">What the rate is multiplied by after the ramp; null: nothing changes it.</param>
internal sealed record RateProfile(double Nominal, TimeSpan Ramp, TimeSpan Hold, ProductionRhythm? Rhythm = null)
{
    public TimeSpan Duration => Ramp + Hold;

    /// <summary>The share of the people who are at work, 0 to 1.</summary>
    public double PresenceAt(TimeSpan elapsed) => elapsed >= Ramp ? 1 : Math.Max(0, elapsed / Ramp);

    /// <summary>Arrivals a second.</summary>
    public double RateAt(TimeSpan elapsed) =>
        Nominal * (elapsed < Ramp ? PresenceAt(elapsed) : Rhythm?.FactorAt(elapsed - Ramp) ?? 1);
}
