using System.Globalization;
using Microsoft.Extensions.Options;
using Velro.Data.Pools;

namespace Velro.Nodes.Adaptation;

/// <summary>
/// Lets fewer into a pool when transactions take several times as long as they do when there is room, and more again when they do not and some had
/// to wait: additive up, a tenth down. It stays between what the pool keeps open and what it has.
/// </summary>
public sealed class PoolGateKnob : IKnob
{
    private readonly PoolGate _gate;
    private readonly GateJudge _judge = new();
    private readonly StepController _controller;

    /// <summary>Makes the knob.</summary>
    public PoolGateKnob(PoolGate gate, IOptions<AdaptationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(options);
        _gate = gate;
        IsOn = options.Value.PoolGates;
        _controller = new StepController(new KnobBounds(gate.Least, gate.Most, Up: 1, Down: Math.Max(1, gate.Most / 10)), patience: 2);
    }

    /// <inheritdoc/>
    public bool IsOn { get; }

    /// <inheritdoc/>
    public IEnumerable<KnobValue> Values => [new(Name, _gate.Limit, "connections", _gate.Least, _gate.Most)];

    private string Name => $"pool.{_gate.Pool}";

    /// <inheritdoc/>
    public IEnumerable<KnobMove> Look(in KnobInput input)
    {
        var use = _gate.TakeUse();
        var from = _gate.Limit;
        var to = (int)_controller.Next(from, _judge.Look(use, from));
        if (to == from) return [];

        _gate.Limit = to;
        return
        [
            new(Name, from, to, string.Create(
                CultureInfo.InvariantCulture,
                $"a transaction takes {_judge.Seconds * 1000:0.0} ms, {_judge.BaseSeconds * 1000:0.0} ms when there is room; {use.MostInside} at once, {use.Delayed} had to wait")),
        ];
    }
}
