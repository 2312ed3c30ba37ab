using Velro.AuthApi.Audit;
using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.AuthApi.Requests;
using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Management;

/// <summary>What an endpoint does within its transaction. It may be run several times.</summary>
internal delegate Task<Answer> Handler(Exchange exchange);

/// <summary>The same, of an endpoint whose body says what to do.</summary>
internal delegate Task<Answer> Handler<in TRequest>(Exchange exchange, TRequest request);

/// <summary>
/// The one way of every management request: credential → body → transaction, in which the caller is identified again and the handler asks
/// the engine → answer. What the handler refuses leaves nothing behind.
/// </summary>
internal sealed class ManagementPipeline(
    BearerCredential credential, CallerLookup callers, CallerLimits limits, Store store, RevisionTokens revisions, Cursors cursors,
    DecisionRecorder recorder)
{
    private const string RevisionHeader = "Velro-Revision";

    /// <summary>Answers a GET.</summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What the credential needs; null: nothing but to be valid.</param>
    /// <param name="isOpen">Whether a request without a credential is answered too, as the anonymous subject (RIGHTS.md D4).</param>
    /// <param name="handle">What the endpoint does.</param>
    public Task ReadAsync(HttpContext http, string? scope, bool isOpen, Handler handle) =>
        AnswerAsync(http, () => ReadAsync(http, scope, isOpen, () => Task.FromResult<(RequestBody?, Handler)>((null, handle))));

    /// <summary>Answers a question that has a body, and changes nothing.</summary>
    public Task AskAsync<TRequest>(HttpContext http, string scope, Handler<TRequest> handle) where TRequest : IRequest<TRequest> =>
        AnswerAsync(http, () => ReadAsync(http, scope, isOpen: false, () => BindAsync(http, caller: null, handle)));

    /// <summary>Answers a request that changes something, and says by which revision it is there. A body is not looked at.</summary>
    public Task WriteAsync(HttpContext http, string? scope, Handler handle) =>
        AnswerAsync(http, () => WriteAsync(http, scope, isOpen: false, async _ => (await RequestBody.ReadBytesAsync(http.Request), handle)));

    /// <summary>Answers a request whose body says what to change.</summary>
    public Task WriteAsync<TRequest>(HttpContext http, string? scope, bool isOpen, Handler<TRequest> handle) where TRequest : IRequest<TRequest> =>
        AnswerAsync(http, () => WriteAsync(http, scope, isOpen, caller => BindAsync(http, caller, handle)));

    /// <summary>
    /// Answers a request whose body is bytes to be stored elsewhere. Its right is asked for before any of them is taken, and again in the
    /// transaction that makes them count.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What the credential needs.</param>
    /// <param name="admit">Asks for the right, and prepares the database. It may be run several times.</param>
    /// <param name="receive">Takes the bytes, and says what the transaction then does.</param>
    public Task UploadAsync(HttpContext http, string scope, Func<Exchange, Task> admit, Func<Task<Handler>> receive) =>
        AnswerAsync(http, () => WriteAsync(http, scope, isOpen: false, async _ =>
        {
            await store.WriteAsync(
                async transaction =>
                {
                    await admit(await BeginAsync(http, credential.Read(http.Request), scope, body: null, transaction));
                    return true;
                },
                http.RequestAborted);
            return (null, await receive());
        }));

    private async Task<Answer> ReadAsync(
        HttpContext http, string? scope, bool isOpen, Func<Task<(RequestBody? Body, Handler Handle)>> prepare)
    {
        var presented = credential.Read(http.Request);
        if (presented is not null || !isOpen) await JudgeEarlyAsync(http, presented, scope);
        else Limit(limits.ObjectionToAnonymous(http.Connection.RemoteIpAddress));
        var (body, handle) = await prepare();
        var atLeast = AtLeastHeader.Read(http.Request, revisions);
        return await store.ReadAsync(
            async transaction =>
            {
                await CheckReachedAsync(transaction, atLeast);
                return await handle(await BeginAsync(http, presented, scope, body, transaction));
            },
            http.RequestAborted);
    }

    private async Task<Answer> WriteAsync(
        HttpContext http, string? scope, bool isOpen, Func<Caller?, Task<(RequestBody? Body, Handler Handle)>> prepare)
    {
        var presented = credential.Read(http.Request);
        var early = presented is null && isOpen ? null : await JudgeEarlyAsync(http, presented, scope);
        var (body, handle) = await prepare(early);
        var (answer, revision) = await store.WriteAsync(
            async transaction =>
            {
                var exchange = await BeginAsync(http, presented, scope, body, transaction);
                var answer = await handle(exchange);
                var trace = await transaction.FindTraceAsync();
                return (answer, Revision.Of(transaction.Incarnation, transaction.Snapshot) with { Trace = trace });
            },
            http.RequestAborted);
        http.Response.Headers[RevisionHeader] = revisions.TokenOf(revision);
        answer.AfterCommit?.Invoke();
        return answer;
    }

    private static async Task<(RequestBody? Body, Handler Handle)> BindAsync<TRequest>(HttpContext http, Caller? caller, Handler<TRequest> handle)
        where TRequest : IRequest<TRequest>
    {
        var body = await RequestBody.ReadJsonAsync(http.Request);
        var request = TRequest.Read(body);
        if (request is IPreparedRequest prepared) await prepared.PrepareAsync(http, caller);
        return (body, exchange => handle(exchange, request));
    }

    private Task AnswerAsync(HttpContext http, Func<Task<Answer>> answer) => ProblemGuard.RunAsync(http, async () =>
    {
        try
        {
            await (await answer()).WriteAsync(http.Response);
        }
        catch (RefusedException refused)
        {
            if (refused.Caller is { } caller) recorder.Record(caller, refused.Question, refused.Decision);
            throw;
        }
    });

    /// <summary>
    /// Before anything is read or begun, so that a stranger costs nothing; the transaction judges again, and its judgement counts.
    /// </summary>
    private async Task<Caller> JudgeEarlyAsync(HttpContext http, PresentedCredential? presented, string? scope)
    {
        if (presented is not { } key) throw new ProblemException(Problem.CredentialsRequired);
        var consistency = AtLeastHeader.ConsistencyOf(http.Request, revisions);
        var found = await callers.FindAsync(new CallerQuestion(key), key, consistency, http.RequestAborted);
        if (found.Objection is { } objection) throw new ProblemException(objection);
        var caller = CheckCaller(found.Caller, scope);
        Limit(limits.ObjectionToManagement(caller, ActAsHeader.Read(http.Request)));
        return caller;
    }

    private static void Limit(Problem? objection)
    {
        if (objection is not null) throw new ProblemException(objection);
    }

    private async Task<Exchange> BeginAsync(
        HttpContext http, PresentedCredential? presented, string? scope, RequestBody? body, StoreTransaction transaction)
    {
        if (presented is not { } key) return new Exchange(http, body, caller: null, transaction, cursors);

        var caller = CheckCaller(await transaction.IdentifyAsync(key), scope);
        if (ActAsHeader.Read(http.Request) is { } user)
        {
            caller = await ActForAsync(caller, user, transaction);
            CheckCaller(caller, scope);
        }

        return new Exchange(http, body, caller, transaction, cursors);
    }

    private static Caller CheckCaller(Caller? caller, string? scope)
    {
        if (caller is null) throw new ProblemException(Problem.CredentialsInvalid);
        return scope is null || caller.Has(scope) ? caller : throw new ProblemException(Problem.ScopeMissing(scope));
    }

    /// <summary>An active user who is not an administrator (RIGHTS.md A4).</summary>
    private static async Task<Caller> ActForAsync(Caller caller, string user, StoreTransaction transaction)
    {
        var judged = JudgedCaller.Of(caller, user);
        if (CallerGate.ObjectionTo(judged) is { } objection) throw new ProblemException(objection);
        return CallerRules.MayBeActedFor(await transaction.FindAsync<UserContext>(ContextKey.User(user)))
            ? judged.Caller!
            : throw new ProblemException(Problem.ActAsRefused);
    }

    /// <summary>
    /// A snapshot of the primary that is begun now has everything that was committed before. One that lacks it is of a server that has
    /// forgotten it.
    /// </summary>
    private static async Task CheckReachedAsync(StoreTransaction transaction, Revision? atLeast)
    {
        if (atLeast is null) return;
        var present = Revision.Of(transaction.Incarnation, transaction.Snapshot);
        if (present.Lineage != atLeast.Lineage)
        {
            if (atLeast.Trace is { } trace && await transaction.SeesAsync(trace)) return;
            throw RevisionUnavailableException.OtherLineage();
        }

        if (!present.IsAtLeast(atLeast)) throw RevisionUnavailableException.NotReached();
    }
}
