using System.Diagnostics.Metrics;

namespace Velro.Caching;

/// <summary>How an evaluation had its contexts.</summary>
internal enum EvaluationPath
{
    /// <summary>All were in the memo.</summary>
    Memo,

    /// <summary>Some were fetched.</summary>
    Fetched,

    /// <summary>All were read in one snapshot of the database.</summary>
    Snapshot,
}

/// <summary>Counts evaluations for whoever looks.</summary>
internal sealed class EvaluationTally
{
    private readonly StripedCounts _counts = new(Enum.GetValues<EvaluationPath>().Length);

    public void Add(EvaluationPath path) => _counts.Add((int)path);

    public IEnumerable<Measurement<long>> Measure() => Enum.GetValues<EvaluationPath>().Select(
        path => new Measurement<long>(_counts.Sum((int)path), new KeyValuePair<string, object?>("velro.evaluation.path", NameOf(path))));

    public static string NameOf(EvaluationPath path) => path switch
    {
        EvaluationPath.Memo => "memo",
        EvaluationPath.Fetched => "fetched",
        _ => "snapshot",
    };
}
