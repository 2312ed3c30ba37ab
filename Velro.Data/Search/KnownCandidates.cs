namespace Velro.Data.Search;

/// <summary>Candidates that are all known.</summary>
internal sealed class KnownCandidates(IEnumerable<string> known) : ICandidateSource
{
    private readonly string[] _ids = [.. known.Distinct(StringComparer.Ordinal).Order(IdOrder.Instance)];

    public Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation)
    {
        var ids = _ids.SkipWhile(id => IdOrder.Instance.Compare(id, after) <= 0).Take(count).ToArray();
        return Task.FromResult(new Candidates(ids, ids.Length == count ? ids[^1] : null));
    }
}
