using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Accounts;
using Velro.Data.Audit;
using Velro.Data.Clients;
using Velro.Data.Pools;
using Velro.Data.Sessions;
using Velro.Data.Transactions;
using Velro.Data.UsedOnce;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>Begins and ends sessions, each with the security event that tells of it.</summary>
internal sealed class SessionLife([FromKeyedServices(PoolNames.Identity)] Store store, IOptions<TokenOptions> options, SignInMetrics metrics)
{
    private const string Replayed = "token_replayed";

    /// <summary>A new id. It tells when it was made, and nothing else.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>
    /// Begins a session of a person who proved who they are. Null: the account was changed since, or the session of the browser has ended, and
    /// what was proved is of the past.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<SessionRow?> BeginAsync(NewSession session, CancellationToken cancellation) =>
        store.WriteAsync(transaction => BeginAsync(transaction, session), cancellation);

    /// <summary>Goes on with the session of a refresh token.</summary>
    /// <returns>Null: it came a second time, which ends the session; or the session or its user counts no more.</returns>
    public Task<ActiveSession?> ContinueAsync(RedeemedToken token, SignInOrigin origin, CancellationToken cancellation) =>
        RedeemAsync(token, async (transaction, account) =>
        {
            if (await SessionTable.FindAsync(transaction, token.SessionId) is not { } session) return null;
            await SessionTable.TouchAsync(transaction, session.Id, origin.Address);
            return session;
        }, cancellation);

    /// <summary>Begins the session of a code, in that of the browser which it was given to.</summary>
    /// <returns>Null: it came a second time, which ends the session; or the browser's session or its user counts no more.</returns>
    public Task<ActiveSession?> BeginAsync(
        RedeemedToken token, string parentId, string clientId, SignInOrigin origin, CancellationToken cancellation) =>
        RedeemAsync(token, async (transaction, account) =>
        {
            if (await SessionTable.FindAsync(transaction, parentId) is not { } parent) return null;

            // A program redeems the code, and the person knows the browser.
            var begun = new NewSession(token.SessionId, account, clientId, parent.Methods, origin with { Device = parent.Device }) { Parent = parent };
            return await BeginAsync(transaction, begun);
        }, cancellation);

    /// <summary>
    /// Ends the session of a code or refresh token that came a second time, also where that session is only about to begin: it never does.
    /// </summary>
    public async Task EndReplayedAsync(string id, string userId, CancellationToken cancellation)
    {
        if (await store.WriteAsync(transaction => EndReplayedAsync(transaction, id, userId), cancellation)) metrics.HasEnded(Replayed);
    }

    /// <summary>Records what a person did at the door.</summary>
    public Task RecordAsync(string userId, string action, string client, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            await AuditEvents.RecordAsync(transaction, userId, action, ResourceOf(userId), new Dictionary<string, object?> { ["client"] = client });
            return true;
        },
        cancellation);

    /// <summary>Lets a client that proved its secret go on with its standing session, and tells of it.</summary>
    /// <returns>The client; null: there is none, or its owner counts no more.</returns>
    public Task<ClientRow?> ContinueClientAsync(string clientId, SignInOrigin origin, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await ClientTable.FindAsync(transaction, clientId) is not { } client) return null;
            if (await SessionTable.FindAsync(transaction, client.SessionId) is not { } session) return null;
            if (await transaction.FindAsync<UserContext>(ContextKey.User(session.UserId)) is not { State: AccountState.Active }) return null;
            await AuditEvents.RecordAsync(
                transaction, client.OwnerId, "client.signed_in", new EntityRef("client", clientId), DetailsOf(session.Id, origin, session.Methods));
            return client;
        },
        cancellation);

    /// <summary>Tells that a client was not let in, if there is such a client; of names that are made up there would be no end.</summary>
    public Task RecordRefusedAsync(string clientId, SignInOrigin origin, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await ClientTable.FindAsync(transaction, clientId) is null) return false;
            var details = new Dictionary<string, object?> { ["address"] = origin.Address, ["device"] = origin.Device };
            await AuditEvents.RecordAsync(transaction, userId: null, "client.refused", new EntityRef("client", clientId), details);
            return true;
        },
        cancellation);

    /// <summary>The session, if it counts.</summary>
    public Task<SessionRow?> FindAsync(string id, CancellationToken cancellation) =>
        store.ReadAsync(transaction => SessionTable.FindAsync(transaction, id), cancellation);

    /// <summary>Whether a session counts whose user may act.</summary>
    public Task<bool> IsOfActiveUserAsync(string id, CancellationToken cancellation) => store.ReadAsync(
        async transaction => await SessionTable.FindAsync(transaction, id) is { } session &&
            await transaction.FindAsync<UserContext>(ContextKey.User(session.UserId)) is { State: AccountState.Active },
        cancellation);

    /// <summary>
    /// The person of a session proved again who they are, or more surely: another session takes its place, with those that were begun in it, so
    /// that who had the one before gets no more by it (OWASP ASVS 3.2.1). Null: the account or the session is not as it was.
    /// </summary>
    public Task<SessionRow?> StepUpAsync(SessionRow before, NewSession session, CancellationToken cancellation) => store.WriteAsync(
        async transaction =>
        {
            if (await SessionTable.FindAsync(transaction, before.Id) is null || await BeginAsync(transaction, session) is not { } row) return null;
            await SessionTable.ReplaceAsync(transaction, before.Id, row.Id);
            var details = new Dictionary<string, object?> { ["session"] = row.Id, ["before"] = before.Id, ["methods"] = row.Methods };
            await AuditEvents.RecordAsync(transaction, row.UserId, "session.stepped_up", ResourceOf(row.UserId), details);
            return row;
        },
        cancellation);

    /// <summary>Ends a session, and those that were begun in it.</summary>
    /// <param name="id">The session.</param>
    /// <param name="userId">Whose it is.</param>
    /// <param name="reason">Why, as the audit trail names it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task EndAsync(string id, string userId, string reason, CancellationToken cancellation)
    {
        var hasEnded = await store.WriteAsync(transaction => EndAsync(transaction, id, userId, reason, isAhead: false), cancellation);
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

    /// <summary>
    /// Uses up a token, and goes on with what it stands for. Two may come at the same moment, of which OpenIddict sees neither as the second.
    /// </summary>
    private async Task<ActiveSession?> RedeemAsync(
        RedeemedToken token, Func<StoreTransaction, Account, Task<SessionRow?>> go, CancellationToken cancellation)
    {
        var (hasEnded, active) = await store.WriteAsync<(bool, ActiveSession?)>(
            async transaction =>
            {
                var end = token.ExpiresAt ?? transaction.Now + options.Value.SessionLifetime;
                if (!await UsedOnceTable.TryUseAsync(transaction, $"token:{token.Id}", end))
                    return (await EndReplayedAsync(transaction, token.SessionId, token.UserId), null);
                if (await AccountTable.FindAsync(transaction, token.UserId) is not { State: AccountState.Active } account) return (false, null);
                return (false, await go(transaction, account) is { } session ? new ActiveSession(account, session) : null);
            },
            cancellation);
        if (hasEnded) metrics.HasEnded(Replayed);
        return active;
    }

    private async Task<bool> EndReplayedAsync(StoreTransaction transaction, string id, string userId)
    {
        var isAhead = !await SessionTable.HasBegunAsync(transaction, id) &&
            await UsedOnceTable.TryUseAsync(transaction, BeginningOf(id), transaction.Now + options.Value.SessionLifetime);
        return await EndAsync(transaction, id, userId, Replayed, isAhead);
    }

    /// <summary>Ends a session that there is, or tells of one that never begins: which <c>isAhead</c> says, there is no row of it.</summary>
    private static async Task<bool> EndAsync(StoreTransaction transaction, string id, string userId, string reason, bool isAhead)
    {
        if (!isAhead && !await SessionTable.EndAsync(transaction, id, reason)) return false;
        var details = new Dictionary<string, object?> { ["session"] = id, ["reason"] = reason };
        await AuditEvents.RecordAsync(transaction, userId, "session.ended", ResourceOf(userId), details);
        return true;
    }

    private async Task<SessionRow?> BeginAsync(StoreTransaction transaction, NewSession session)
    {
        var account = await AccountTable.FindAsync(transaction, session.Account.UserId);
        if (account is not { State: AccountState.Active } || account.SecurityStamp != session.Account.SecurityStamp) return null;
        if (session.Parent is { } parent && await SessionTable.FindAsync(transaction, parent.Id) is null) return null;
        if (session.Parent is not null && !await UsedOnceTable.TryUseAsync(
            transaction, BeginningOf(session.Id), transaction.Now + options.Value.SessionLifetime)) return null;

        var end = transaction.Now + options.Value.SessionLifetime;
        if (session.Parent?.ExpiresAt is { } last && last < end) end = last;
        var row = new SessionRow(
            session.Id, account.UserId, session.Parent?.Id, session.ClientId, IsInteractive: true, end,
            session.Parent?.AuthenticatedAt ?? session.AuthenticatedAt ?? transaction.Now, session.Methods, session.Origin.Device, session.Origin.Address, transaction.Now,
            transaction.Now);
        await SessionTable.InsertAsync(transaction, row);
        await AuditEvents.RecordAsync(
            transaction, row.UserId, "session.begun", ResourceOf(row.UserId), DetailsOf(row.Id, session.Origin, row.Methods, row.ClientId));
        return row;
    }

    /// <summary>What is used up when the session of a code begins, or when it is found out before that the code came twice.</summary>
    private static string BeginningOf(string id) => $"session:{id}";

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

/// <summary>A code or refresh token that a client presents, whose signature counts.</summary>
/// <param name="Id">Its own id, by which it counts once.</param>
/// <param name="ExpiresAt">Until when it counts; null: it does not say.</param>
/// <param name="SessionId">The session that it stands for.</param>
/// <param name="UserId">Whose that is.</param>
internal sealed record RedeemedToken(string Id, DateTimeOffset? ExpiresAt, string SessionId, string UserId);

/// <summary>A session that counts, and whose it is.</summary>
internal sealed record ActiveSession(Account Account, SessionRow Session);

/// <summary>A session that is to begin.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Whose it is, as it was when the person proved who they are: the session begins if it still is.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Methods">How the person proved who they are (RFC 8176).</param>
/// <param name="Origin">From where.</param>
internal sealed record NewSession(string Id, Account Account, string ClientId, string[] Methods, SignInOrigin Origin)
{
    /// <summary>The session of the browser that it is begun in, and within which it ends; null: it is that one, or there is none.</summary>
    public SessionRow? Parent { get; init; }

    /// <summary>When the person signed in, where that was before; null: now.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
