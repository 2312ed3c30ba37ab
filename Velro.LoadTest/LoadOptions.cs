using Velro.LoadTest.Arrivals;

namespace Velro.LoadTest;

/// <summary>What a run is to be.</summary>
internal sealed record LoadOptions
{
    public required Uri Address { get; init; }

    /// <summary>A service key with the scope <c>admin</c>.</summary>
    public required string OperatorKey { get; init; }

    /// <summary>Virtual users.</summary>
    public int Users { get; init; } = 10_000;

    /// <summary>How many of them sign in; a service key acts for the others.</summary>
    public int SignedIn { get; init; } = 1_000;

    /// <summary>Arrivals a second.</summary>
    public double Rate { get; init; } = 200;

    public TimeSpan Ramp { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(30);

    public Spacing Spacing { get; init; } = Spacing.Poisson;

    /// <summary><c>platform</c> or <c>checks</c>.</summary>
    public string Mix { get; init; } = "platform";

    public double SignInsPerSecond { get; init; } = 1;

    /// <summary>The most connections to the server.</summary>
    public int Connections { get; init; } = 500;

    public int Seed { get; init; } = 1;

    /// <summary>Where the world is kept for the next run; null: nowhere.</summary>
    public string? WorldFile { get; init; }

    /// <summary>The HTML file; the JSON file lies beside it. Null: neither is written.</summary>
    public string? Report { get; init; }

    /// <summary>Where the processes show their metrics; none: at the address itself.</summary>
    public IReadOnlyList<Uri> Metrics { get; init; } = [];

    public double? Capacity { get; init; }

    public bool Production { get; init; }

    /// <summary>What a day takes when production is simulated.</summary>
    public TimeSpan Day { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A command of the shell that restarts a replica; null: none is restarted.</summary>
    public string? Deploy { get; init; }

    /// <summary>Makes the world and signs people in, and no more.</summary>
    public bool PrepareOnly { get; init; }

    /// <summary>Whether a target that was missed fails the run.</summary>
    public bool Strict { get; init; }

    /// <summary>How long the machine is looked at before the run.</summary>
    public TimeSpan Baseline => IsBrief ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(3);

    /// <summary>How long a progress line stands for.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(IsBrief ? 1 : Ramp + Hold < TimeSpan.FromMinutes(5) ? 3 : 10);

    /// <summary>How often the server is asked for its metrics: each time costs it some milliseconds.</summary>
    public TimeSpan ScrapeInterval => TimeSpan.FromSeconds(IsBrief ? 1 : 5);

    private bool IsBrief => Ramp + Hold < TimeSpan.FromSeconds(30);

    public RateProfile Profile() => new(Rate, Ramp, Hold, Production ? new ProductionRhythm(Day, Hold, Seed) : null);
}
