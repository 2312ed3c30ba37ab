using System.Text.Json;
using Velro.Authorization.Callers;
using Velro.Authorization.Entities;
using Velro.Data.Transactions;

namespace Velro.Data.Audit;

/// <summary>Security events, written in the transaction that they describe (DESIGN.md section 7).</summary>
public static class AuditEvents
{
    /// <summary>How long a DELETE that was done is answered as done again (RIGHTS.md D2).</summary>
    public static readonly TimeSpan RepeatableFor = TimeSpan.FromHours(24);

    private const string Insert =
        """
        /* velro:audit.insert */
        insert into public.audit_events (actor_type, actor_id, acting_for, action, resource_type, resource_id, details)
        values ($1, $2, $3, $4, $5, $6, $7::jsonb)
        """;

    private const string InsertAll =
        """
        /* velro:audit.insert_all */
        insert into public.audit_events (actor_type, actor_id, acting_for, action, resource_type, resource_id, details)
        select 'user', $1, $2, $3, r.type, r.id, $6::jsonb from unnest($4::text[], $5::text[]) as r (type, id)
        """;

    private const string Find =
        """
        /* velro:audit.find */
        select exists (
            select from public.audit_events
            where resource_type = $4 and resource_id = $5 and at > $6 and action = $3
              and actor_type = 'user' and actor_id = $1 and acting_for is not distinct from $2::text and details @> $7::jsonb)
        """;

    /// <summary>
    /// Records that <paramref name="caller"/> did <paramref name="action"/>. Who acts for another is recorded under both names (RIGHTS.md
    /// A4).
    /// </summary>
    public static Task RecordAsync(
        StoreTransaction transaction, Caller caller, string action, EntityRef resource, IReadOnlyDictionary<string, object?> details)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(caller);
        var all = new Dictionary<string, object?>(details) { [CredentialOf(caller)] = caller.CredentialId };
        return transaction.ExecuteAsync(
            Insert, "user", caller.UserId, caller.ActingFor, action, resource.Type, resource.Id,
            JsonSerializer.Serialize(all, JsonSerializerOptions.Web));
    }

    /// <summary>
    /// Records what was done by somebody who is not a caller: a person at the door, or nobody who is known.
    /// </summary>
    /// <param name="transaction">The transaction that does it.</param>
    /// <param name="userId">Who did it; null: nobody knows.</param>
    /// <param name="action">What.</param>
    /// <param name="resource">To what.</param>
    /// <param name="details">The rest.</param>
    public static Task RecordAsync(
        StoreTransaction transaction, string? userId, string action, EntityRef resource, IReadOnlyDictionary<string, object?> details)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync(
            Insert, userId is null ? "anonymous" : "user", userId ?? "anonymous", null, action, resource.Type, resource.Id,
            JsonSerializer.Serialize(details, JsonSerializerOptions.Web));
    }

    /// <summary>Records what the system did by itself, or what it noticed.</summary>
    /// <param name="transaction">The transaction that does it.</param>
    /// <param name="part">The part of the system.</param>
    /// <param name="action">What.</param>
    /// <param name="resource">To what.</param>
    /// <param name="details">The rest.</param>
    public static Task RecordBySystemAsync(
        StoreTransaction transaction, string part, string action, EntityRef resource, IReadOnlyDictionary<string, object?> details)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.ExecuteAsync(
            Insert, "system", part, null, action, resource.Type, resource.Id, JsonSerializer.Serialize(details, JsonSerializerOptions.Web));
    }

    /// <summary>Records that <paramref name="caller"/> did the same to several things.</summary>
    public static Task RecordAllAsync(
        StoreTransaction transaction, Caller caller, string action, IReadOnlyCollection<EntityRef> resources,
        IReadOnlyDictionary<string, object?> details)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(caller);
        return transaction.ExecuteAsync(
            InsertAll, caller.UserId, caller.ActingFor, action,
            resources.Select(static resource => resource.Type).ToArray(), resources.Select(static resource => resource.Id).ToArray(),
            JsonSerializer.Serialize(
                new Dictionary<string, object?>(details) { [CredentialOf(caller)] = caller.CredentialId }, JsonSerializerOptions.Web));
    }

    /// <summary>Whether the same caller did the same lately: then a DELETE that finds nothing was done already (RIGHTS.md D2).</summary>
    public static Task<bool> DidLatelyAsync(
        StoreTransaction transaction, Caller caller, string action, EntityRef resource, IReadOnlyDictionary<string, object?> details)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(caller);
        return transaction.QueryValueAsync<bool>(
            Find, caller.UserId, caller.ActingFor, action, resource.Type, resource.Id,
            transaction.Now - RepeatableFor, JsonSerializer.Serialize(details, JsonSerializerOptions.Web));
    }

    /// <summary>The credential that an event's details tell of; null: they do not.</summary>
    internal static string? CredentialIn(JsonElement details) =>
        details.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString()
        : details.TryGetProperty("session", out var session) && session.ValueKind == JsonValueKind.String ? session.GetString()
        : null;

    private static string CredentialOf(Caller caller) => caller.Kind == CallerKind.ServiceKey ? "key" : "session";
}
