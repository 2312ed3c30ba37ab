namespace Velro.Nodes.Adaptation;

/// <summary>How a knob may be moved.</summary>
/// <param name="Least">Its value is never less.</param>
/// <param name="Most">Its value is never more.</param>
/// <param name="Up">What one step up adds.</param>
/// <param name="Down">What one step down takes away.</param>
public readonly record struct KnobBounds(double Least, double Most, double Up, double Down)
{
    /// <summary>The value within the bounds that is nearest.</summary>
    public double Clamp(double value) => double.IsNaN(value) ? Least : Math.Clamp(value, Least, Most);
}

/// <summary>
/// Moves a knob by steps within its bounds. A step is made only when so many looks in a row asked for the same, and then it rests for as many:
/// what was moved shows in the numbers before they are believed again. Turning back takes twice as many. Pure but for what it remembers of the
/// looks before.
/// </summary>
/// <param name="bounds">How it may be moved.</param>
/// <param name="patience">How many looks in a row must ask for the same, at least 1.</param>
public sealed class StepController(KnobBounds bounds, int patience)
{
    private Pressure _asked;
    private Pressure _moved;
    private int _times;
    private int _rest;

    /// <summary>The value after a look.</summary>
    /// <param name="value">The value before.</param>
    /// <param name="pressure">What the numbers ask for.</param>
    public double Next(double value, Pressure pressure)
    {
        value = bounds.Clamp(value);
        if (_rest > 0)
        {
            _rest--;
            return value;
        }

        _times = pressure == _asked ? _times + 1 : 1;
        _asked = pressure;
        if (pressure == Pressure.None) return value;

        var needed = _moved is not Pressure.None && _moved != pressure ? 2 * patience : patience;
        if (_times < needed) return value;

        var next = bounds.Clamp(pressure == Pressure.Up ? value + bounds.Up : value - bounds.Down);
        _times = 0;
        if (next == value) return value;

        _moved = pressure;
        _rest = patience;
        return next;
    }
}
