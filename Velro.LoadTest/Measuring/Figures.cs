namespace Velro.LoadTest.Measuring;

/// <summary>What was measured of an operation while the rate was held. Times are in milliseconds, from the intended start.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Scenario">Its scenario.</param>
/// <param name="Request">Its endpoint.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Errors">How many of them ended with an error.</param>
/// <param name="RatePerSecond">How many there were in a second.</param>
/// <param name="Mean">The mean.</param>
/// <param name="ServiceMean">The mean from when it was sent.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="P999">The 99.9th percentile.</param>
/// <param name="Max">The longest.</param>
/// <param name="Curve">Pairs of a percentile and the latency at it.</param>
internal sealed record OperationFigures(
    string Name, string Scenario, string Request, long Count, long Errors, double RatePerSecond, double Mean, double ServiceMean,
    double P50, double P90, double P95, double P99, double P999, double Max, IReadOnlyList<double[]> Curve);

/// <summary>An operation in an interval; times in milliseconds.</summary>
internal sealed record IntervalOperation(long Count, long Errors, double P50, double P95, double P99);

/// <summary>What ended in an interval; times in milliseconds.</summary>
/// <param name="At">The end of the interval, in seconds since the start.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Phase">The phase of the run.</param>
/// <param name="Arrivals">Actions a second that the schedule wanted in the middle of it.</param>
/// <param name="Count">All requests.</param>
/// <param name="Errors">Those of them that ended with an error.</param>
/// <param name="P50">The median of all.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="LagP99">How late the generator was.</param>
/// <param name="Operations">By name.</param>
internal sealed record IntervalFigures(
    double At, double Seconds, string Phase, double Arrivals, long Count, long Errors, double P50, double P95, double P99, double LagP99,
    IReadOnlyDictionary<string, IntervalOperation> Operations);

/// <summary>An error, and how often it was.</summary>
internal sealed record ErrorFigures(string Operation, int Status, string Code, long Count, string Detail);

/// <summary>How late the generator began what was due, in milliseconds.</summary>
internal sealed record LagFigures(double Mean, double P50, double P99, double Max);
