namespace Velro.LocalAspire.Processes;

/// <summary>How long to wait before a process that ended by itself is started again: each time longer, up to a limit.</summary>
public sealed record RestartPolicy
{
    /// <summary>The wait after the first end.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a process must have run for its end to count as a first one again.</summary>
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether an exit code calls for a new start.</summary>
    public Func<int, bool> Restarts { get; init; } = static _ => true;

    /// <summary>The wait before the given attempt, counted from 1.</summary>
    public TimeSpan DelayBefore(int attempt)
    {
        // 2^20 times the first wait is over the longest in any sensible setting, and still far from an overflow.
        var doubled = First * Math.Pow(2, Math.Min(attempt - 1, 20));
        return doubled < Longest ? doubled : Longest;
    }
}
