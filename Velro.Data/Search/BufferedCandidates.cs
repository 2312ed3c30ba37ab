namespace Velro.Data.Search;

/// <summary>Candidates that cost much to find and little to keep: they are asked for many at once, and given from there.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="size">How many are asked for at once.</param>
internal sealed class BufferedCandidates(ICandidateSource source, int size) : ICandidateSource
{
    private string? _from;
    private Candidates _buffer;

    public async Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation)
    {
        if (!Covers(after))
        {
            _buffer = await source.NextAsync(after, size, cancellation);
            _from = after;
        }

        var ids = _buffer.Ids.SkipWhile(id => IdOrder.Instance.Compare(id, after) <= 0).Take(count).ToArray();
        return new Candidates(ids, ids.Length == count ? ids[^1] : _buffer.CompleteTo);
    }

    private bool Covers(string after) =>
        _from is not null && IdOrder.Instance.Compare(_from, after) <= 0 &&
        (_buffer.CompleteTo is not { } edge || IdOrder.Instance.Compare(after, edge) < 0);
}
