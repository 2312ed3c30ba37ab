using System.Globalization;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Reports;

namespace Velro.Benchmarks.Sequential;

/// <summary>Both under one kind of traffic, at one distance from the database.</summary>
internal sealed class SequentialComparison(double roundTrip, string traffic)
{
    private readonly List<Latencies> _sequential = [];
    private readonly List<Latencies> _velro = [];

    /// <summary>What a round trip to the database takes, as it was measured, in milliseconds.</summary>
    public double RoundTrip => roundTrip;

    /// <summary>What is asked.</summary>
    public string Traffic => traffic;

    /// <summary>
    /// How many checks of Velro's waited for how many loads from the database, as the proxy before it saw them; null: there was none, or checks
    /// came at the same time.
    /// </summary>
    public IReadOnlyDictionary<int, int>? RoundTrips { get; init; }

    /// <summary>Of each round.</summary>
    public IReadOnlyList<Latencies> Sequential => _sequential;

    /// <inheritdoc cref="Sequential"/>
    public IReadOnlyList<Latencies> Velro => _velro;

    public void Add(LoadResult sequential, LoadResult velro) => Add(Latencies.Of(sequential), Latencies.Of(velro));

    public void Add(Latencies sequential, Latencies velro)
    {
        _sequential.Add(sequential);
        _velro.Add(velro);
    }

    /// <summary>Writes the row of a table.</summary>
    public void Tell() => MarkdownTable.Row(
        Time(roundTrip),
        traffic,
        Middle(_sequential, static of => of.P50),
        Middle(_sequential, static of => of.P95),
        Middle(_sequential, static of => of.P99),
        Middle(_velro, static of => of.P50),
        Middle(_velro, static of => of.P95),
        Middle(_velro, static of => of.P99),
        Less(static of => of.P50),
        Less(static of => of.P95),
        Less(static of => of.P99));

    private static string Middle(IEnumerable<Latencies> rounds, Func<Latencies, double> figure) => Time(Spread.Of(rounds.Select(figure)).Median);

    /// <summary>How much less of the time Velro takes, of each pair of rounds the one in the middle.</summary>
    private string Less(Func<Latencies, double> figure) =>
        Spread.Of(_sequential.Zip(_velro, (sequential, velro) => 100 * (1 - figure(velro) / figure(sequential))))
            .Median.ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}

/// <summary>Latencies as the client saw them, in milliseconds.</summary>
internal sealed record Latencies(double P50, double P95, double P99)
{
    public static Latencies Of(LoadResult result) => new(result.P50 / 1000, result.P95 / 1000, result.P99 / 1000);

    /// <summary>Of single requests, in microseconds.</summary>
    public static Latencies Of(IEnumerable<double> microseconds)
    {
        double[] sorted = [.. microseconds.Order()];
        return new Latencies(At(0.50), At(0.95), At(0.99));

        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))] / 1000;
    }
}
