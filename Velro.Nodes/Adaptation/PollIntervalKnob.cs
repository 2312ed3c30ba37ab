using System.Globalization;
using Microsoft.Extensions.Options;
using Velro.Caching.Clock;

namespace Velro.Nodes.Adaptation;

/// <summary>
/// Polls the change feed more often while it brings changes, and as seldom as is set when it brings none or the processors are busy. It only ever
/// shortens the interval: how far an answer may be behind is a promise, and the setting is its limit.
/// </summary>
public sealed class PollIntervalKnob : IKnob
{
    /// <summary>The name of its value.</summary>
    public const string Name = "feed.poll_interval";

    /// <summary>The share of polls that bring changes from which more of them pay, and below which they do not.</summary>
    private static readonly Band Useful = new(0.05, 0.3);

    private const double BusyProcessors = 0.8;

    private readonly ClockFollower _follower;
    private readonly StepController _controller;
    private (long All, long WithChanges) _before;

    /// <summary>Makes the knob.</summary>
    public PollIntervalKnob(ClockFollower follower, IOptions<AdaptationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(follower);
        ArgumentNullException.ThrowIfNull(options);
        _follower = follower;
        IsOn = options.Value.PollInterval;
        var (least, most) = (follower.ShortestPollInterval.TotalSeconds, follower.LongestPollInterval.TotalSeconds);
        _controller = new StepController(new KnobBounds(least, most, (most - least) / 3, (most - least) / 3), patience: 2);
    }

    /// <inheritdoc/>
    public bool IsOn { get; }

    /// <inheritdoc/>
    public IEnumerable<KnobValue> Values =>
    [
        new(Name, _follower.PollInterval.TotalSeconds, "s", _follower.ShortestPollInterval.TotalSeconds, _follower.LongestPollInterval.TotalSeconds),
    ];

    /// <inheritdoc/>
    public IEnumerable<KnobMove> Look(in KnobInput input)
    {
        var now = _follower.Polls;
        var (polls, changed) = (now.All - _before.All, now.WithChanges - _before.WithChanges);
        _before = now;
        if (polls <= 0) return [];

        var share = (double)changed / polls;
        var from = _follower.PollInterval.TotalSeconds;
        var to = _controller.Next(from, PressureOf(share, input.CpuShare));
        if (to == from) return [];

        _follower.PollInterval = TimeSpan.FromSeconds(to);
        return [new(Name, from, to, string.Create(CultureInfo.InvariantCulture, $"{share:P0} of {polls} polls brought changes; processors {input.CpuShare:P0} busy"))];
    }

    /// <summary>What the numbers ask for: polls that find something pay, unless the processors are needed for answers.</summary>
    public static Pressure PressureOf(double shareWithChanges, double cpuShare) => cpuShare > BusyProcessors
        ? Pressure.Up
        : Useful.Of(shareWithChanges) switch
        {
            Pressure.Up => Pressure.Down,
            Pressure.Down => Pressure.Up,
            _ => Pressure.None,
        };
}
