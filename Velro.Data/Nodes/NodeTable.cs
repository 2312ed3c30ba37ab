using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Velro.Data.Pools;

namespace Velro.Data.Nodes;

/// <summary>
/// Keeps what the processes say of themselves, as JSON of their own: how each is at present, and what each did in the last minutes.
/// </summary>
/// <param name="source">The database. It is written aside from requests.</param>
public sealed class NodeTable([FromKeyedServices(PoolNames.Analytics)] NpgsqlDataSource source)
{
    private const string PutStatus =
        """
        /* velro:nodes.put_status */
        insert into public.node_statuses (node, at, status) values ($1, $2, $3)
        on conflict (node) do update set at = excluded.at, status = excluded.status
        """;

    /// <summary>The same moment comes again when it is not known whether a write was made.</summary>
    private const string AddSample =
        """
        /* velro:nodes.add_sample */
        insert into public.node_samples (node, at, sample) values ($1, $2, $3) on conflict do nothing
        """;

    private const string Statuses =
        """
        /* velro:nodes.statuses */
        select status::text from public.node_statuses where at >= $1 order by node
        """;

    private const string Samples =
        """
        /* velro:nodes.samples */
        select sample::text from public.node_samples where at > $1 and at <= $2 order by at, node
        """;

    private const string Forget =
        """
        /* velro:nodes.forget */
        with statuses as (delete from public.node_statuses where at < $1),
        samples as (delete from public.node_samples where at < $2 returning 1)
        select count(*) from samples
        """;

    /// <summary>Says how a node is.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public Task PutStatusAsync(string node, DateTimeOffset at, byte[] status, CancellationToken cancellation) =>
        PutAsync(PutStatus, node, at, status, cancellation);

    /// <summary>Keeps what a node did until <paramref name="at"/>.</summary>
    /// <exception cref="NpgsqlException">The database did not answer; it may have been kept, and can be sent again.</exception>
    public Task AddSampleAsync(string node, DateTimeOffset at, byte[] sample, CancellationToken cancellation) =>
        PutAsync(AddSample, node, at, sample, cancellation);

    /// <summary>How the nodes are that said so since a time, in the order of their names.</summary>
    public Task<List<string>> StatusesAsync(DateTimeOffset since, CancellationToken cancellation) => ReadAsync(Statuses, cancellation, since);

    /// <summary>What the nodes did after a time, until another.</summary>
    public Task<List<string>> SamplesAsync(DateTimeOffset after, DateTimeOffset until, CancellationToken cancellation) =>
        ReadAsync(Samples, cancellation, after, until);

    /// <summary>Forgets what is older.</summary>
    /// <returns>The number of samples.</returns>
    public async Task<long> ForgetAsync(DateTimeOffset statusesBefore, DateTimeOffset samplesBefore, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Forget);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = statusesBefore.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = samplesBefore.ToUniversalTime() });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task PutAsync(string text, string node, DateTimeOffset at, byte[] json, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<string>> ReadAsync(string text, CancellationToken cancellation, params DateTimeOffset[] times)
    {
        await using var command = source.CreateCommand(text);
        foreach (var time in times) command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellation)) found.Add(reader.GetString(0));
        return found;
    }
}
