using Velro.AuthApi.Authentication;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Problems;
using Velro.AuthApi.RateLimits;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;
using Velro.Data.Media;
using Velro.Data.Transactions;

namespace Velro.AuthApi.Media;

/// <summary>What a subject may read of the media that were named.</summary>
/// <param name="Caller">Who asks; null: nobody who is known, or an address.</param>
/// <param name="Rows">In the order of the names; null: not there, or not to be seen.</param>
internal readonly record struct ReadableMedia(Caller? Caller, IReadOnlyList<MediaRow?> Rows);

/// <summary>
/// Finds media for who may read their generation. However many are named, the caches are asked once and the database once.
/// <para>
/// What the caches know is of a revision that may be some milliseconds old, and rows are read now. Media that were stored after a
/// permission was withdrawn must not be shown under it: where a row is of a transaction that the decision does not know of, it is decided
/// again, of a state that has it.
/// </para>
/// </summary>
internal sealed class MediaAccess(
    CallerGate gate, BearerCredential credential, CallerLimits limits, RevisionTokens revisions, Evaluator evaluator, MediaLookup lookup,
    TimeProvider time)
{
    private delegate ValueTask<Evaluated<ReadOutcome>> Ask(string[] generationIds, Consistency consistency);

    /// <summary>Judges the caller before its body is read, so that a stranger's costs nothing.</summary>
    /// <exception cref="ProblemException">The caller may not ask.</exception>
    public async Task<PresentedCaller> AdmitAsync(HttpContext http, string scope)
    {
        var (presented, objection) = await gate.AdmitAsync(http, scope);
        return objection is null ? presented : throw new ProblemException(objection);
    }

    /// <summary>What a caller who was let in may read.</summary>
    /// <exception cref="ProblemException">The caller may not ask.</exception>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<ReadableMedia> FindForCallerAsync(
        HttpContext http, PresentedCaller presented, string scope, IReadOnlyList<MediaName> names) =>
        FindAsync(http, names, async (ids, consistency) =>
        {
            var evaluated = await evaluator.AskAsync<CallerReadQuestion, ReadOutcome>(
                new CallerReadQuestion(presented, scope, ids), consistency, http.RequestAborted);
            return CallerGate.ObjectionTo(evaluated.Answer.Caller, scope) is { } late ? throw new ProblemException(late) : evaluated;
        });

    /// <summary>What the caller may read; without a credential, what anybody may (RIGHTS.md D4).</summary>
    /// <exception cref="ProblemException">The caller may not ask.</exception>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<ReadableMedia> FindForAnybodyAsync(HttpContext http, string scope, IReadOnlyList<MediaName> names)
    {
        if (credential.Read(http.Request) is not null) return await FindForCallerAsync(http, await AdmitAsync(http, scope), scope, names);
        if (limits.ObjectionToAnonymous(http.Connection.RemoteIpAddress) is { } objection) throw new ProblemException(objection);
        return await FindForSubjectAsync(http, EntityRef.Anonymous, names);
    }

    /// <summary>What a subject may read.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<ReadableMedia> FindForSubjectAsync(HttpContext http, EntityRef subject, IReadOnlyList<MediaName> names)
    {
        var context = new KnownFacts(time.GetUtcNow(), http.Connection.RemoteIpAddress).ToContext();
        return FindAsync(http, names, (ids, consistency) => evaluator.AskAsync<SubjectReadQuestion, ReadOutcome>(
            new SubjectReadQuestion(subject, ids, context), consistency, http.RequestAborted));
    }

    private async Task<ReadableMedia> FindAsync(HttpContext http, IReadOnlyList<MediaName> names, Ask ask)
    {
        string[] ids = [.. names.Select(static name => name.GenerationId)];
        var evaluated = await ask(ids, AtLeastHeader.ConsistencyOf(http.Request, revisions));
        MediaName[] readable = [.. names.Where((_, i) => evaluated.Answer.MayRead[i])];
        var rows = await lookup.FindAsync(readable, http.RequestAborted);
        if (rows.Values.Any(row => !evaluated.Revision.Snapshot.Sees(row.Xid))) evaluated = await ask(ids, Consistency.Full);

        var mayRead = evaluated.Answer.MayRead;
        return new ReadableMedia(
            evaluated.Answer.Caller.Caller,
            [.. names.Select((name, i) => mayRead[i] && rows.TryGetValue(name, out var row) ? row : null)]);
    }
}
