using Npgsql;

namespace Velro.Data.Search;

/// <summary>
/// Candidates by one statement. Its rows are an id and up to which id the rows are complete; a row without an id tells the latter alone.
/// It gives no more than it is asked for, in order; when it gives just that many, they are complete to the last of them.
/// </summary>
/// <param name="snapshot">Where it is run.</param>
/// <param name="statement">The statement.</param>
/// <param name="parametersFor">Its parameters, for where to begin and how many to give.</param>
internal sealed class QueriedCandidates(
    SearchSnapshot snapshot, string statement, Func<string, int, NpgsqlParameter[]> parametersFor) : ICandidateSource
{
    public async Task<Candidates> NextAsync(string after, int count, CancellationToken cancellation)
    {
        await using var command = await snapshot.PrepareAsync(statement, parametersFor(after, count), cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ids = new List<string>();
        string? edge = null;
        while (await reader.ReadAsync(cancellation))
        {
            if (!reader.IsDBNull(0)) ids.Add(reader.GetString(0));
            if (!reader.IsDBNull(1)) edge = reader.GetString(1);
        }

        return new Candidates(ids, ids.Count == count ? ids[^1] : edge);
    }
}
