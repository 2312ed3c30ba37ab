using System.Globalization;
using Microsoft.Extensions.Options;
using Velro.Nodes.Adaptation;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>
/// Hashes more passwords at once while some wait and the processors have room, and as few as is set when the processors are wanted by others: a hash
/// takes one for tens of milliseconds, and checks come first.
/// </summary>
internal sealed class PasswordKnob : IKnob
{
    private const string Name = "passwords.parallelism";

    /// <summary>Seconds that a password waits on average. Below, nobody minds; above, more at once are worth a processor.</summary>
    private static readonly Band Waiting = new(0.01, 0.1);

    private const double RoomyProcessors = 0.7;
    private const double BusyProcessors = 0.9;

    private readonly HashingThreads _threads;
    private readonly StepController _controller;
    private readonly int _least;

    public PasswordKnob(HashingThreads threads, IOptions<PasswordOptions> passwords, IOptions<AdaptationOptions> options)
    {
        _threads = threads;
        IsOn = options.Value.PasswordParallelism;
        _least = Math.Min(passwords.Value.Parallelism, threads.MaximumParallelism);
        _controller = new StepController(new KnobBounds(_least, threads.MaximumParallelism, Up: 1, Down: 1), patience: 2);
    }

    public bool IsOn { get; }

    public IEnumerable<KnobValue> Values => [new(Name, _threads.Parallelism, "hashes", _least, _threads.MaximumParallelism)];

    public IEnumerable<KnobMove> Look(in KnobInput input)
    {
        var counters = input.Metrics.Counters;
        var hashed = counters.GetValueOrDefault("velro.passwords.waiting.count");
        var waited = hashed > 0 ? counters.GetValueOrDefault("velro.passwords.waiting.sum") / hashed : 0;
        var from = _threads.Parallelism;
        var to = (int)_controller.Next(from, PressureOf(waited, input.CpuShare));
        if (to == from) return [];

        _threads.Parallelism = to;
        return
        [
            new(Name, from, to, string.Create(
                CultureInfo.InvariantCulture, $"{hashed:0} passwords waited {waited * 1000:0} ms on average; processors {input.CpuShare:P0} busy")),
        ];
    }

    /// <summary>What the numbers ask for.</summary>
    public static Pressure PressureOf(double secondsWaited, double cpuShare) => cpuShare > BusyProcessors
        ? Pressure.Down
        : Waiting.Of(secondsWaited) switch
        {
            Pressure.Up when cpuShare < RoomyProcessors => Pressure.Up,
            Pressure.Down => Pressure.Down,
            _ => Pressure.None,
        };
}
