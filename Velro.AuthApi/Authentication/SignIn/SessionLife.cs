using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Audit;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>Begins and ends sessions, each with the security event that tells of it.</summary>
internal sealed class SessionLife([FromKeyedServices(PoolNames.Identity)] Store store, IOptions<TokenOptions> options, SignInMetrics metrics)
{
    /// <summary>A new id. It tells when it was made, and nothing else.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>Begins a session of a person who proved who they are.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<SessionRow> BeginAsync(NewSession session, CancellationToken cancellation) =>
        store.WriteAsync(transaction => BeginAsync(transaction, session), cancellation);

    /// <summary>The session, if it counts.</summary>
    public Task<SessionRow?> FindAsync(string id, CancellationToken cancellation) =>
        store.ReadAsync(transaction => SessionTable.FindAsync(transaction, id), cancellation);

    /// <summary>Whether a session counts whose user may act.</summary>
    public Task<bool> IsOfActiveUserAsync(string id, CancellationToken cancellation) => store.ReadAsync(
        async transaction => await SessionTable.FindAsync(transaction, id) is { } session &&
            await transaction.FindAsync<UserContext>(ContextKey.User(session.UserId)) is { State: AccountState.Active },
        cancellation);

    /// <summary>Notes that a session was seen.</summary>
    public Task TouchAsync(string id, SignInOrigin origin, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            await SessionTable.TouchAsync(transaction, id, origin.Address);
            return true;
        },
        cancellation);

    /// <summary>Notes that the person of a session proved again who they are, or more surely.</summary>
    public Task StepUpAsync(SessionRow session, string[] methods, SignInOrigin origin, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            await SessionTable.StepUpAsync(transaction, session.Id, methods);
            await AuditEvents.RecordAsync(
                transaction, session.UserId, "session.stepped_up", ResourceOf(session.UserId), DetailsOf(session.Id, origin, methods));
            return true;
        },
        cancellation);

    /// <summary>Ends a session, and those that were begun in it.</summary>
    /// <param name="id">The session.</param>
    /// <param name="userId">Whose it is.</param>
    /// <param name="reason">Why, as the audit trail names it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task EndAsync(string id, string userId, string reason, CancellationToken cancellation)
    {
        var hasEnded = await store.WriteAsync(
            async transaction =>
            {
                if (!await SessionTable.EndAsync(transaction, id, reason)) return false;
                var details = new Dictionary<string, object?> { ["session"] = id, ["reason"] = reason };
                await AuditEvents.RecordAsync(transaction, userId, "session.ended", ResourceOf(userId), details);
                return true;
            },
            cancellation);
        if (hasEnded) metrics.HasEnded(reason);
    }

    /// <summary>Ends every session of a person.</summary>
    public Task EndAllAsync(string userId, string reason, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            var count = await SessionTable.EndAllAsync(transaction, userId, reason, exceptId: null);
            var details = new Dictionary<string, object?> { ["sessionsEnded"] = count, ["reason"] = reason };
            await AuditEvents.RecordAsync(transaction, userId, "session.all_ended", ResourceOf(userId), details);
            return true;
        },
        cancellation);

    private async Task<SessionRow> BeginAsync(StoreTransaction transaction, NewSession session)
    {
        var row = new SessionRow(
            session.Id, session.UserId, session.ParentId, session.ClientId, IsInteractive: true, transaction.Now + options.Value.SessionLifetime,
            session.AuthenticatedAt ?? transaction.Now, session.Methods, session.Origin.Device, session.Origin.Address, transaction.Now,
            transaction.Now);
        await SessionTable.InsertAsync(transaction, row);
        await AuditEvents.RecordAsync(
            transaction, session.UserId, "session.begun", ResourceOf(session.UserId), DetailsOf(row.Id, session.Origin, row.Methods, row.ClientId));
        return row;
    }

    private static EntityRef ResourceOf(string userId) => new(EntityTypes.User, userId);

    private static Dictionary<string, object?> DetailsOf(string id, SignInOrigin origin, string[] methods, string? client = null) => new()
    {
        ["session"] = id,
        ["client"] = client,
        ["methods"] = methods,
        ["address"] = origin.Address,
        ["device"] = origin.Device,
    };
}

/// <summary>A session that is to begin.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Methods">How the person proved who they are (RFC 8176).</param>
/// <param name="Origin">From where.</param>
internal sealed record NewSession(string Id, string UserId, string ClientId, string[] Methods, SignInOrigin Origin)
{
    /// <summary>The session of the browser that it is begun in; null: it is that one, or there is none.</summary>
    public string? ParentId { get; init; }

    /// <summary>When the person proved who they are; null: now.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
