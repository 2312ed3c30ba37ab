namespace Velro.Nodes.Adaptation;

/// <summary>What the numbers of a knob ask for.</summary>
public enum Pressure
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>More of it.</summary>
    Up,

    /// <summary>Less of it.</summary>
    Down,
}

/// <summary>A band of a number in which nothing is asked for, so that what is moved does not move back at once.</summary>
/// <param name="Low">Below it, less is asked for.</param>
/// <param name="High">Above it, more is.</param>
public readonly record struct Band(double Low, double High)
{
    /// <summary>What a number asks for; what is none asks for nothing.</summary>
    public Pressure Of(double value) => value > High ? Pressure.Up : value < Low ? Pressure.Down : Pressure.None;
}
