using Velro.Data.Pools;

namespace Velro.Nodes.Adaptation;

/// <summary>
/// Tells from how long transactions take whether a pool's gate is too wide. What they take when there is room is remembered, and follows slowly when
/// it changes for good, as when there is more data.
/// </summary>
public sealed class GateJudge
{
    /// <summary>Fewer transactions say nothing.</summary>
    private const int LeastTransactions = 20;

    /// <summary>How many times as long as with room is too long, and how many times is well.</summary>
    private static readonly Band Slowness = new(1.5, 3);

    /// <summary>What a look adds to what is taken for normal, at most.</summary>
    private const double Forgetting = 0.002;

    /// <summary>What a transaction takes now, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>What it takes when there is room, in seconds; 0: not known yet.</summary>
    public double BaseSeconds { get; private set; }

    /// <summary>What a while asks for.</summary>
    /// <param name="use">What happened.</param>
    /// <param name="limit">How many were let in at once.</param>
    public Pressure Look(PoolGateUse use, int limit)
    {
        // Who waits although few are inside is kept out by the gate alone: it opens, however little is known.
        if (use.Left < LeastTransactions) return use.Delayed > 0 ? Pressure.Up : Pressure.None;

        Seconds = use.TimeInside.TotalSeconds / use.Left;
        BaseSeconds = BaseSeconds == 0 || Seconds < BaseSeconds ? Seconds : BaseSeconds + ((Seconds - BaseSeconds) * Forgetting);
        var isFilled = use.MostInside >= limit || use.Delayed > 0;
        return Slowness.Of(Seconds / BaseSeconds) switch
        {
            Pressure.Up when isFilled => Pressure.Down,
            Pressure.Down when use.Delayed > 0 => Pressure.Up,
            _ => Pressure.None,
        };
    }
}
