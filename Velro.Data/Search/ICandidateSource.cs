namespace Velro.Data.Search;

/// <summary>Where the candidates of a search come from.</summary>
public interface ICandidateSource
{
    /// <summary>
    /// The next candidates behind <paramref name="after"/>. Each call gets further: there is at least one candidate, or the answer is
    /// complete to an id behind <paramref name="after"/>, or there are no more. How many there are is bounded by about <paramref name="count"/>.
    /// </summary>
    /// <exception cref="Npgsql.NpgsqlException">The database did not answer.</exception>
    Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation);
}
