using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.Data.Pools;

namespace Velro.Data.Audit;

/// <summary>
/// Deletes security events that are older than they are kept. The database itself refuses to lose one that is younger than
/// <see cref="ShortestKept"/>, whoever asks.
/// </summary>
/// <param name="source">The database.</param>
public sealed class AuditRetention([FromKeyedServices(PoolNames.Audit)] NpgsqlDataSource source)
{
    /// <summary>How long every event is kept, whatever is set. Also stands in the trigger of the table.</summary>
    public static readonly TimeSpan ShortestKept = TimeSpan.FromDays(90);

    /// <summary>Few enough that a statement takes milliseconds.</summary>
    private const int BatchSize = 5000;

    /// <summary>That there were events and are none any more is an event.</summary>
    private const string Delete =
        """
        /* velro:audit.retention */
        with expired as (
            delete from public.audit_events
            where id in (select id from public.audit_events where at < $1 order by at, id limit $2)
            returning at
        ), told as (
            insert into public.audit_events (actor_type, actor_id, action, resource_type, resource_id, details)
            select 'system', 'retention', 'audit.expired', 'audit', 'trail',
                   jsonb_build_object('events', count(*), 'from', min(at), 'to', max(at))
            from expired having count(*) > 0
        )
        select count(*) from expired
        """;

    /// <summary>Deletes what was before <paramref name="before"/>.</summary>
    /// <returns>The number of events.</returns>
    /// <exception cref="PostgresException">It would delete what is younger than <see cref="ShortestKept"/>.</exception>
    /// <exception cref="NpgsqlException">The database did not answer; what was deleted before stays deleted.</exception>
    public async Task<long> DeleteExpiredAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var all = 0L;
        while (true)
        {
            await using var command = source.CreateCommand(Delete);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
            var deleted = (long)(await command.ExecuteScalarAsync(cancellation))!;
            all += deleted;
            if (deleted < BatchSize) return all;
        }
    }
}
