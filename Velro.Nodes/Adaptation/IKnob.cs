using Velro.Nodes.Samples;

namespace Velro.Nodes.Adaptation;

/// <summary>Something of a process that is adapted: one value, or several that are moved against each other.</summary>
public interface IKnob
{
    /// <summary>Whether it is moved; else it stays where it was set.</summary>
    bool IsOn { get; }

    /// <summary>Its values at present.</summary>
    IEnumerable<KnobValue> Values { get; }

    /// <summary>Looks at what happened, and moves it if that asks for it.</summary>
    /// <returns>What was moved.</returns>
    IEnumerable<KnobMove> Look(in KnobInput input);
}

/// <summary>What all knobs look at.</summary>
/// <param name="Metrics">What the process counted since the last look, and what it is like now.</param>
/// <param name="CpuShare">The share of the processors that the process used since then; 0 to 1.</param>
/// <param name="Elapsed">How long that is.</param>
public readonly record struct KnobInput(RecordedMetrics Metrics, double CpuShare, TimeSpan Elapsed);

/// <summary>A value that is adapted.</summary>
/// <param name="Knob">Its name, as in metrics: <c>feed.poll_interval</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Least">It is never less.</param>
/// <param name="Most">It is never more.</param>
public readonly record struct KnobValue(string Knob, double Value, string Unit, double Least, double Most);

/// <summary>A move of a value.</summary>
/// <param name="Knob">Its name.</param>
/// <param name="From">The value before.</param>
/// <param name="To">The value after.</param>
/// <param name="Why">The numbers that asked for it, for a person.</param>
public readonly record struct KnobMove(string Knob, double From, double To, string Why);
