namespace Velro.Data.Search;

/// <summary>Generations that a user has a role on directly, and by lineage.</summary>
internal sealed class GenerationCandidates(ICandidateSource direct, LineageCandidates lineage) : ICandidateSource
{
    public async Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation)
    {
        var found = await direct.NextAsync(after, count, cancellation);
        return found.And(await lineage.NextAsync(after, found.CompleteTo, count, cancellation));
    }
}
