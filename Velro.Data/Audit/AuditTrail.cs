using System.Text.Json;
using Npgsql;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Data.Transactions;

namespace Velro.Data.Audit;

/// <summary>
/// Reads the audit trail: security events and decision records, merged by time, the newest first. Each of the two is read by its own indexes,
/// as far as a page needs it. An event bears the instant at which its transaction began: one that commits late comes in behind what was
/// seen before it, and is on a page that is read again.
/// </summary>
public static class AuditTrail
{
    private const string EventColumns = "id, at, actor_type, actor_id, acting_for, action, resource_type, resource_id, details::text";

    private const string DecisionColumns =
        """
        id, at, key_id, user_id, acting_for, subject_type, subject_id, action, resource_type, resource_id,
        is_permitted, reason, layer, policy, is_explained, sent::text, is_complete
        """;

    /// <summary>A page of the trail.</summary>
    /// <param name="transaction">The transaction to read in, a reading one.</param>
    /// <param name="filter">What is wanted.</param>
    /// <param name="after">What the page begins after; null: it begins with the newest.</param>
    /// <param name="limit">How many entries it has at most.</param>
    /// <param name="timeLimit">How long each of its two statements may take.</param>
    /// <exception cref="PostgresException">One took longer (<see cref="PostgresErrorCodes.QueryCanceled"/>).</exception>
    public static async Task<List<AuditEntry>> ReadAsync(
        StoreTransaction transaction, AuditFilter filter, AuditPlace? after, int limit, TimeSpan timeLimit)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(filter);
        await transaction.ExecuteAsync(
            "/* velro:audit.limit */ select set_config('statement_timeout', $1, true)", $"{(long)timeLimit.TotalMilliseconds}");
        var events = filter.IsPermitted is null ? await ReadEventsAsync(transaction, filter, after, limit) : [];
        var decisions = await ReadDecisionsAsync(transaction, filter, after, limit);

        // At one instant events come first, as they do here: the sort is stable.
        return [.. events.Concat(decisions).OrderByDescending(static entry => entry.Place.At).Take(limit)];
    }

    private static Task<List<AuditEntry>> ReadEventsAsync(StoreTransaction transaction, AuditFilter filter, AuditPlace? after, int limit)
    {
        var where = new Conditions();
        where.AddShared(filter, after, AuditEntryKind.Event, static id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
        var last = where.Parameter(limit);
        if (filter.Subject is not { } subject)
        {
            return transaction.QueryAsync(
                $"/* velro:audit.events */ select {EventColumns} from public.audit_events where {where} order by at desc, id desc limit {last}",
                ReadEvent, where.Parameters);
        }

        // Two ways to be the one who did it, each by its own index and in order; a bitmap of both would be all that somebody ever did.
        var (type, id) = (where.Parameter(subject.Type), where.Parameter(subject.Id));
        var isActor = $"actor_type = {type} and actor_id = {id}";
        return transaction.QueryAsync(
            $"""
            /* velro:audit.events_of_subject */
            select {EventColumns} from (
                (select * from public.audit_events where {isActor} and {where} order by at desc, id desc limit {last})
                union all
                (select * from public.audit_events
                 where {type} = 'user' and acting_for = {id} and not ({isActor}) and {where} order by at desc, id desc limit {last})
            ) as found
            order by at desc, id desc limit {last}
            """,
            ReadEvent, where.Parameters);
    }

    private static Task<List<AuditEntry>> ReadDecisionsAsync(StoreTransaction transaction, AuditFilter filter, AuditPlace? after, int limit)
    {
        var where = new Conditions();
        where.AddShared(filter, after, AuditEntryKind.Decision, static id => Guid.Parse(id));
        if (filter.Subject is { } subject)
            where.Add($"subject_type = {where.Parameter(subject.Type)} and subject_id = {where.Parameter(subject.Id)}");
        if (filter.IsPermitted is { } isPermitted) where.Add($"is_permitted = {where.Parameter(isPermitted)}");
        return transaction.QueryAsync(
            $"""
            /* velro:audit.decisions */
            select {DecisionColumns} from public.decision_records where {where} order by at desc, id desc limit {where.Parameter(limit)}
            """,
            ReadDecision, where.Parameters);
    }

    private static AuditEntry ReadEvent(NpgsqlDataReader reader)
    {
        var details = reader.GetString(8);
        return new AuditEntry
        {
            Place = new AuditPlace(reader.GetDateTime(1), AuditEntryKind.Event, $"{reader.GetInt64(0)}"),
            Actor = new EntityRef(reader.GetString(2), reader.GetString(3)),
            ActingFor = reader.IsDBNull(4) ? null : reader.GetString(4),
            CredentialId = AuditEvents.CredentialIn(JsonElement.Parse(details)),
            Action = reader.GetString(5),
            Resource = new EntityRef(reader.GetString(6), reader.GetString(7)),
            Details = details,
        };
    }

    private static AuditEntry ReadDecision(NpgsqlDataReader reader) => new()
    {
        Place = new AuditPlace(reader.GetDateTime(1), AuditEntryKind.Decision, $"{reader.GetGuid(0)}"),
        CredentialId = reader.GetString(2),
        Actor = new EntityRef(EntityTypes.User, reader.GetString(3)),
        ActingFor = reader.IsDBNull(4) ? null : reader.GetString(4),
        Action = reader.GetString(7),
        Resource = new EntityRef(reader.GetString(8), reader.GetString(9)),
        Decision = new AuditedDecision(
            new EntityRef(reader.GetString(5), reader.GetString(6)),
            reader.GetBoolean(10),
            reader.GetString(11),
            (DecisionLayer)reader.GetInt16(12),
            reader.IsDBNull(13) ? null : reader.GetString(13),
            reader.GetBoolean(14),
            reader.IsDBNull(15) ? null : reader.GetString(15),
            reader.GetBoolean(16)),
    };

    /// <summary>The conditions of a statement, and their parameters.</summary>
    private sealed class Conditions
    {
        private readonly List<string> _conditions = ["true"];
        private readonly List<object?> _parameters = [];

        public object?[] Parameters => [.. _parameters];

        public void Add(string condition) => _conditions.Add(condition);

        public string Parameter(object value)
        {
            _parameters.Add(value);
            return $"${_parameters.Count}";
        }

        /// <summary>What both kinds are asked for alike.</summary>
        public void AddShared(AuditFilter filter, AuditPlace? after, AuditEntryKind kind, Func<string, object> idOf)
        {
            if (filter.Resource is { } resource) Add($"resource_type = {Parameter(resource.Type)} and resource_id = {Parameter(resource.Id)}");
            if (filter.Action is { } action)
            {
                // As a range, which an index of bytes can walk: no name goes beyond the last character of all.
                Add(filter.IsActionPrefix
                    ? $"action >= {Parameter(action)} and action < {Parameter(action + '\u007f')}"
                    : $"action = {Parameter(action)}");
            }

            if (filter.From is { } from) Add($"at >= {Parameter(from.UtcDateTime)}");
            if (filter.To is { } to) Add($"at < {Parameter(to.UtcDateTime)}");
            if (after is not { } place) return;

            // The plain comparison beside the one of rows is what chooses months, and where an index begins.
            var at = Parameter(place.At);
            if (place.Kind == kind) Add($"at <= {at} and (at, id) < ({at}, {Parameter(idOf(place.Id))})");
            else if (kind == AuditEntryKind.Decision) Add($"at <= {at}");
            else Add($"at < {at}");
        }

        public override string ToString() => string.Join(" and ", _conditions);
    }
}
