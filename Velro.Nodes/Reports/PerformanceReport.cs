namespace Velro.Nodes.Reports;

/// <summary>What Velro did in a period, as far as its nodes told. What they did not tell is missing, and never taken for good.</summary>
public sealed record PerformanceReport
{
    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The nodes that told something.</summary>
    public required IReadOnlyList<ReportedNode> Nodes { get; init; }

    /// <summary>The share of the period of which at least one node of the API told something; 0 to 1.</summary>
    public required double Coverage { get; init; }

    /// <summary>What is to be, and what was.</summary>
    public required IReadOnlyList<ReportedTarget> Targets { get; init; }

    /// <summary>By operation, the most asked for first.</summary>
    public required IReadOnlyList<ReportedOperation> Operations { get; init; }

    /// <summary>The caches, by kind.</summary>
    public required IReadOnlyList<ReportedKind> Kinds { get; init; }

    /// <summary>The pools of all nodes.</summary>
    public required IReadOnlyList<ReportedPool> Pools { get; init; }

    /// <summary>What went wrong, or nearly did, in the order of time.</summary>
    public required IReadOnlyList<ReportedIncident> Incidents { get; init; }

    /// <summary>What was adapted.</summary>
    public required IReadOnlyList<ReportedAdaptation> Adaptations { get; init; }

    /// <summary>What is used of what there is, and where that goes.</summary>
    public required IReadOnlyList<ReportedCapacity> Capacity { get; init; }

    /// <summary>How it went over time.</summary>
    public required IReadOnlyList<ReportedPlot> Plots { get; init; }
}

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Process">What it is.</param>
/// <param name="Hours">Of how many hours it told.</param>
/// <param name="Starts">How often it began.</param>
public sealed record ReportedNode(string Name, string Process, double Hours, int Starts);

/// <summary>What came of a target.</summary>
public enum TargetOutcome
{
    /// <summary>Nobody knows.</summary>
    Missing,

    /// <summary>It was met.</summary>
    Met,

    /// <summary>It was not.</summary>
    Missed,
}

/// <summary>A target.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Target">What is to be.</param>
/// <param name="Actual">What was; null: nobody knows.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record ReportedTarget(string Name, string Target, string? Actual, TargetOutcome Outcome);

/// <summary>An operation.</summary>
/// <param name="Name">Its method and route.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Errors">Those that were answered with 5xx.</param>
/// <param name="Availability">The share of the others.</param>
/// <param name="ApdexTargetSeconds">The time that satisfies.</param>
/// <param name="Apdex">Satisfaction, 0 to 1.</param>
/// <param name="P50">The median in seconds.</param>
/// <param name="P95">The 95th percentile in seconds.</param>
/// <param name="P99">The 99th percentile in seconds.</param>
public sealed record ReportedOperation(
    string Name, long Requests, long Errors, double Availability, double ApdexTargetSeconds, double Apdex, double P50, double P95, double P99);

/// <summary>Reads of a kind of contexts.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Reads">How many.</param>
/// <param name="ProcessRatio">The share found in the process; null: there were none.</param>
/// <param name="SharedRatio">The share of the others found in Redis; null: there were none.</param>
public sealed record ReportedKind(string Name, double Reads, double? ProcessRatio, double? SharedRatio);

/// <summary>A pool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Limit">The connections that it has on one node at most.</param>
/// <param name="MostUsed">The most in use on one node at the end of a sample; null: nobody knows.</param>
/// <param name="Timeouts">Requests that waited for a connection in vain; null: nobody knows.</param>
public sealed record ReportedPool(string Name, int Limit, double? MostUsed, double? Timeouts);

/// <summary>Something that went wrong, or nearly did.</summary>
/// <param name="From">When the while began in which it did.</param>
/// <param name="To">When that ended.</param>
/// <param name="Node">Where; null: nowhere in particular.</param>
/// <param name="Kind">What, for machines: <c>degraded</c>, <c>breaker</c>, <c>difference</c>, <c>loss</c>, <c>forged</c>, <c>forecast</c>, <c>silence</c>.</param>
/// <param name="Text">What, for a person.</param>
public sealed record ReportedIncident(DateTimeOffset From, DateTimeOffset To, string? Node, string Kind, string Text);

/// <summary>What was adapted.</summary>
/// <param name="Knob">What.</param>
/// <param name="Up">How often up.</param>
/// <param name="Down">How often down.</param>
/// <param name="Last">The values at the end, of all nodes: the least and the most.</param>
public sealed record ReportedAdaptation(string Knob, double Up, double Down, (double Least, double Most)? Last);

/// <summary>What is used of something.</summary>
/// <param name="Name">What.</param>
/// <param name="Share">The share in use at the end, of the node where it is most; null: nobody knows.</param>
/// <param name="PerDay">How the share changes in a day, where that is a trend; null: it is none, or too little is known.</param>
/// <param name="DaysLeft">In how many days it is used up then; null: not in a year.</param>
public sealed record ReportedCapacity(string Name, double? Share, double? PerDay, double? DaysLeft);

/// <summary>Lines over time.</summary>
/// <param name="Title">What.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Limit">A limit that is drawn; null: none.</param>
public sealed record ReportedPlot(string Title, string Unit, IReadOnlyList<ReportedLine> Lines, double? Limit = null);

/// <summary>A line over time.</summary>
/// <param name="Name">What.</param>
/// <param name="Points">Its points; a value of null: nobody knows, and no line is drawn over it.</param>
public sealed record ReportedLine(string Name, IReadOnlyList<ReportedPoint> Points);

/// <summary>A point of a line.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The value; null: nobody knows.</param>
public sealed record ReportedPoint(DateTimeOffset At, double? Value);
