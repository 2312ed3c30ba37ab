using System.Collections.Immutable;
using Velro.AuthApi.Problems;
using Velro.AuthApi.Requests;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Audit;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Management;

/// <summary>
/// One request to a management endpoint, inside its transaction: who asks, what the engine says that it may, and the transaction to read
/// and write in. A handler first asks for every right that it needs, and then makes its changes in <see cref="OnceAsync"/>.
/// </summary>
internal sealed partial class Exchange(HttpContext http, RequestBody? body, Caller? caller, StoreTransaction transaction, Cursors cursors)
{
    private static readonly Dictionary<string, object?> NoDetails = [];

    private PropertyBag? _context;

    public HttpRequest Request => http.Request;

    public StoreTransaction Transaction => transaction;

    /// <summary>Who asks.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets anybody ask, and nobody signed in.</exception>
    public Caller Caller => caller ?? throw new InvalidOperationException("This endpoint asks for its caller and does not require one.");

    /// <summary>Whether anybody signed in: an endpoint may let others ask too.</summary>
    public bool HasCaller => caller is not null;

    /// <summary>What the process has one of.</summary>
    public TService Service<TService>() where TService : notnull => http.RequestServices.GetRequiredService<TService>();

    /// <summary>As whom the engine knows the caller.</summary>
    public EntityRef Subject => caller is null ? EntityRef.Anonymous : new EntityRef(EntityTypes.User, caller.SubjectId);

    /// <summary>The thing of a core type that the address names. What cannot be an id names nothing.</summary>
    public EntityRef Resource(string type, string parameter = "id")
    {
        var id = (string)http.Request.RouteValues[parameter]!;
        return EntityNames.IsId(type, id) ? new EntityRef(type, id) : throw new ProblemException(ManagementProblems.Unknown(type));
    }

    /// <summary>The thing of a core type that a parameter of the query names; null: there is no such parameter.</summary>
    public EntityRef? ResourceParameter(string name, string type)
    {
        if (http.Request.Query[name] is not [{ } id]) return null;
        return EntityNames.IsId(type, id) ? new EntityRef(type, id) : throw new ProblemException(ManagementProblems.Unknown(type));
    }

    /// <summary>What the engine says about the caller.</summary>
    public Task<Decision> DecideAsync(string action, EntityRef resource) => transaction.DecideAsync(Question(action, resource));

    /// <summary>The question whether the caller may.</summary>
    public CheckRequest Question(string action, EntityRef resource) => new()
    {
        Subject = Subject,
        Action = action,
        Resource = resource,
        Now = transaction.Now,
        Context = _context ??= ReadContext(),
    };

    /// <summary>Refuses a caller who may not. What it may not see is not there (RIGHTS.md D2).</summary>
    public async Task RequireAsync(string action, EntityRef resource)
    {
        var question = Question(action, resource);
        Require(question, await transaction.DecideAsync(question));
    }

    /// <summary>Refuses a caller to whom the engine said no.</summary>
    public void Require(CheckRequest question, in Decision decision)
    {
        if (!decision.IsPermitted) throw new RefusedException(caller, question, decision);
    }

    /// <summary>Those of some things that the caller may read. Of others not even the id is told (RIGHTS.md D2).</summary>
    public async Task<IReadOnlySet<EntityRef>> ReadableAsync(IEnumerable<EntityRef> resources)
    {
        EntityRef[] asked = [.. resources.Distinct()];
        if (asked.Length == 0) return ImmutableHashSet<EntityRef>.Empty;

        var decisions = await transaction.DecideAllAsync([.. asked.Select(resource => Question(CoreActions.Read, resource))]);
        return asked.Where((_, i) => decisions[i].IsPermitted).ToHashSet();
    }

    /// <summary>
    /// The highest role that a caller who may share or manage a thing can give or take there: its own (RIGHTS.md B3).
    /// </summary>
    public async Task<Role> HighestGrantableRoleAsync(EntityRef resource) =>
        (await DecideAsync(CoreActions.Transfer, resource)).IsPermitted ? Role.Owner : Role.Admin;

    /// <summary>Refuses a caller who is not an administrator of the system (RIGHTS.md A2).</summary>
    public void RequireAdministrator()
    {
        if (!Caller.ActsAsAdministrator) throw new ProblemException(ManagementProblems.AdministratorsOnly);
    }

    /// <summary>
    /// Whether the same caller did this very deletion within a day, so that it is answered as done (RIGHTS.md D2); refuses who may not and
    /// did not.
    /// </summary>
    public async Task<bool> WasDoneAsync(
        string action, EntityRef resource, string auditAction, IReadOnlyDictionary<string, object?>? details = null)
    {
        var question = Question(action, resource);
        var decision = await transaction.DecideAsync(question);
        if (decision.IsPermitted) return false;
        if (await DidLatelyAsync(auditAction, resource, details)) return true;
        Require(question, decision);
        return false;
    }

    /// <summary>Whether the same caller did the same within a day.</summary>
    public Task<bool> DidLatelyAsync(string auditAction, EntityRef resource, IReadOnlyDictionary<string, object?>? details = null) =>
        AuditEvents.DidLatelyAsync(transaction, Caller, auditAction, resource, details ?? NoDetails);

    /// <summary>Records what the caller does, with the change itself.</summary>
    public Task AuditAsync(string action, EntityRef resource, IReadOnlyDictionary<string, object?>? details = null) =>
        AuditEvents.RecordAsync(transaction, Caller, action, resource, WithAddress(details ?? NoDetails));

    /// <summary>Records that the caller does the same to several things.</summary>
    public Task AuditAllAsync(string action, IReadOnlyCollection<EntityRef> resources) =>
        AuditEvents.RecordAllAsync(transaction, Caller, action, resources, WithAddress(NoDetails));

    /// <summary>From where a request came is told with all that it did.</summary>
    public Dictionary<string, object?> WithAddress(IReadOnlyDictionary<string, object?> details) =>
        new(details) { ["address"] = http.Connection.RemoteIpAddress?.ToString() };

    /// <summary>
    /// Makes the changes of a request. One that carries an <c>Idempotency-Key</c> and was answered before is answered so again, and nothing
    /// is changed: its rights were just asked for again (RIGHTS.md F1).
    /// </summary>
    /// <param name="change">Makes them.</param>
    /// <param name="bodyDigest">SHA-256 of a body that was not kept; null: it was.</param>
    public async Task<Answer> OnceAsync(Func<Task<Answer>> change, byte[]? bodyDigest = null)
    {
        if (IdempotencyKey.Of(http.Request, Caller) is not { } key) return await change();

        var digests = Service<BodyDigests>();
        if (await IdempotencyRecords.FindAsync(transaction, key) is { } before)
        {
            var isSame = bodyDigest is null ? digests.Matches(body, before.BodyDigest) : before.BodyDigest.AsSpan().SequenceEqual(bodyDigest);
            return isSame ? Answer.Again(before) : throw new ProblemException(ManagementProblems.KeyOfAnotherBody);
        }

        var answer = await change();
        await IdempotencyRecords.KeepAsync(transaction, key, (answer.Repeated ?? answer).ToRecord(bodyDigest ?? digests.Of(body)));
        return answer;
    }

    /// <summary>What layer 5 may look at: of a request to Velro itself, the server knows it (RIGHTS.md D3).</summary>
    private PropertyBag ReadContext() => (caller is null
        ? new KnownFacts(transaction.Now, http.Connection.RemoteIpAddress)
        : caller.FactsAt(transaction.Now) with { Address = http.Connection.RemoteIpAddress }).ToContext();
}
