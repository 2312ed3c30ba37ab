using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Velro.Data.Pools;

/// <summary>The limits of a pool, in the configuration section <c>Velro:Pools:&lt;name&gt;</c>.</summary>
public sealed class PoolLimits
{
    /// <summary>The section of all pools.</summary>
    public const string Section = "Velro:Pools";

    private const int MostConnections = 1000;

    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    /// <summary>How many connections stay open once they were needed.</summary>
    public int MinimumConnections { get; set; }

    /// <summary>How many connections there are at most; who needs one more waits.</summary>
    public int MaximumConnections { get; set; }

    /// <summary>How long one statement may take, in whole seconds.</summary>
    public TimeSpan TimeLimit { get; set; }

    /// <summary>
    /// How long a connection is waited for, one of the pool or one to the server, in whole seconds; then the request is told to come back.
    /// Not longer than <see cref="TimeLimit"/>.
    /// </summary>
    public TimeSpan ConnectionTimeout { get; set; }

    /// <summary>The limits that are in force where the configuration says nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pool.</exception>
    public static PoolLimits DefaultOf(string pool) => pool switch
    {
        PoolNames.Authorization => Of(5, 25, seconds: 5),
        PoolNames.Generation => Of(10, 50, seconds: 3),
        PoolNames.Analytics => Of(2, 10, seconds: 10),
        PoolNames.Identity => Of(2, 10, seconds: 5),
        PoolNames.Audit => Of(1, 5, seconds: 10),

        // One connection that is used, and one that takes its place. A node that starts reads all the changes there are.
        PoolNames.Feed => Of(1, 2, seconds: 30),
        _ => throw new ArgumentOutOfRangeException(nameof(pool), pool, "There is no such pool."),
    };

    /// <summary>Reads the limits of a pool.</summary>
    /// <exception cref="InvalidOperationException">One is not a value or out of range; the message names its setting.</exception>
    public static PoolLimits Read(IConfiguration configuration, string pool)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var limits = DefaultOf(pool);
        var section = configuration.GetSection($"{Section}:{pool}");
        section.Bind(limits);

        Require(limits.MaximumConnections is >= 1 and <= MostConnections, nameof(MaximumConnections), $"between 1 and {MostConnections}");
        Require(
            limits.MinimumConnections >= 0 && limits.MinimumConnections <= limits.MaximumConnections,
            nameof(MinimumConnections), $"between 0 and {nameof(MaximumConnections)} ({limits.MaximumConnections})");
        Require(IsWholeSeconds(limits.TimeLimit, LongestTime), nameof(TimeLimit), $"whole seconds between 1 s and {LongestTime}");
        Require(
            IsWholeSeconds(limits.ConnectionTimeout, limits.TimeLimit),
            nameof(ConnectionTimeout), $"whole seconds between 1 s and {nameof(TimeLimit)} ({limits.TimeLimit})");
        return limits;

        void Require(bool isMet, string setting, string range)
        {
            if (!isMet) throw new InvalidOperationException($"'{section.Path}:{setting}' should be {range}; it is '{section[setting]}'.");
        }
    }

    /// <summary>Sets them on the data source of the pool.</summary>
    internal void ApplyTo(NpgsqlConnectionStringBuilder options)
    {
        options.MinPoolSize = MinimumConnections;
        options.MaxPoolSize = MaximumConnections;
        options.CommandTimeout = (int)TimeLimit.TotalSeconds;
        options.Timeout = (int)ConnectionTimeout.TotalSeconds;
    }

    private static PoolLimits Of(int minimum, int maximum, int seconds) => new()
    {
        MinimumConnections = minimum,
        MaximumConnections = maximum,
        TimeLimit = TimeSpan.FromSeconds(seconds),
        ConnectionTimeout = TimeSpan.FromSeconds(Math.Min(seconds, 2)),
    };

    private static bool IsWholeSeconds(TimeSpan time, TimeSpan longest) =>
        time >= TimeSpan.FromSeconds(1) && time <= longest && time.Ticks % TimeSpan.TicksPerSecond == 0;
}
