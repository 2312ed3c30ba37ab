namespace Velro.Data.Search;

/// <summary>The candidates of several sources.</summary>
internal sealed class MergedCandidates(params ICandidateSource[] sources) : ICandidateSource
{
    public async Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation)
    {
        var all = Candidates.None;
        foreach (var source in sources) all = all.And(await source.NextAsync(after, count, cancellation));
        return all;
    }
}
