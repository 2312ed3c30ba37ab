using Velro.LoadTest.Measuring;

namespace Velro.LoadTest.Results;

/// <summary>A figure of two runs.</summary>
/// <param name="Name">What it is.</param>
/// <param name="A">In the first.</param>
/// <param name="B">In the second.</param>
internal sealed record ComparedFigure(string Name, double A, double B)
{
    /// <summary>The second by the first; null: the first is zero.</summary>
    public double? Ratio => A == 0 ? null : B / A;
}

/// <summary>An operation in two runs; null where one of them did not have it.</summary>
internal sealed record ComparedOperation(string Name, OperationFigures? A, OperationFigures? B)
{
    /// <summary>Its figures, where both have it.</summary>
    public IReadOnlyList<ComparedFigure> Figures => A is null || B is null
        ? []
        :
        [
            new("per s", A.RatePerSecond, B.RatePerSecond), new("P50", A.P50, B.P50), new("P95", A.P95, B.P95), new("P99", A.P99, B.P99),
            new("errors", A.Errors, B.Errors),
        ];
}

/// <summary>Two runs side by side.</summary>
internal sealed record Comparison(LoadResult A, LoadResult B)
{
    /// <summary>Every operation of either, in the order of the first.</summary>
    public IReadOnlyList<ComparedOperation> Operations =>
    [
        .. A.Operations.Select(one => one.Name).Union(B.Operations.Select(one => one.Name))
            .Select(name => new ComparedOperation(
                name, A.Operations.FirstOrDefault(one => one.Name == name), B.Operations.FirstOrDefault(one => one.Name == name))),
    ];

    /// <summary>How the runs were asked for otherwise: then a ratio may be of that, and not of the server.</summary>
    public IReadOnlyList<string> Differences =>
    [
        .. ((string, object?, object?)[])
        [
            ("users", A.Settings.Users, B.Settings.Users), ("signed in", A.Settings.SignedIn, B.Settings.SignedIn),
            ("arrivals a second", A.Settings.Rate, B.Settings.Rate), ("spacing", A.Settings.Spacing, B.Settings.Spacing),
            ("mix", A.Settings.Mix, B.Settings.Mix), ("production", A.Settings.Production, B.Settings.Production),
            ("seed", A.Settings.Seed, B.Settings.Seed), ("processors", A.Machine.Processors, B.Machine.Processors),
        ] is var all ? all.Where(static one => !Equals(one.Item2, one.Item3)).Select(static one => $"{one.Item1}: {one.Item2} and {one.Item3}") : [],
    ];
}
