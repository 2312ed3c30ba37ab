using Velro.AuthApi.Authentication.Tokens;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;
using Velro.Caching.Tiers;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>Who presents a credential.</summary>
/// <param name="Caller">Null: nobody.</param>
/// <param name="Objection">Why it was not found out; null: it was.</param>
internal readonly record struct FoundCaller(Caller? Caller, Problem? Objection);

/// <summary>
/// The first look at who presents a credential, before a body is read. What is known here is answered at once; a look-up stands behind the
/// breaker for keys that nobody has.
/// </summary>
internal sealed class CallerLookup(
    Evaluator evaluator, LocalContexts contexts, InvalidKeyBreaker breaker, ServiceKeyUses uses, KeyRehashing rehashing,
    ServiceKeyMetrics metrics, TokenMetrics tokens)
{
    /// <summary>Finds out who presents the credential.</summary>
    /// <exception cref="RevisionUnavailableException">No state of the database that is fresh enough is within reach.</exception>
    public ValueTask<FoundCaller> FindAsync<TQuestion>(
        TQuestion question, PresentedCredential presented, Consistency consistency, CancellationToken cancellation)
        where TQuestion : IQuestion<Caller?> => breaker.IsQuiet || !IsKey(presented)
            ? AskAsync(question, presented, consistency, cancellation)
            : GuardedAsync(question, presented, consistency, cancellation);

    /// <summary>Notes the use of a credential that somebody was identified by.</summary>
    public void WasKnown(Caller caller, in PresentedCredential presented)
    {
        if (caller.Kind != CallerKind.ServiceKey) return;
        uses.Note(caller.CredentialId);
        rehashing.Note(presented.Key);
    }

    private ValueTask<FoundCaller> AskAsync<TQuestion>(
        TQuestion question, PresentedCredential presented, Consistency consistency, CancellationToken cancellation)
        where TQuestion : IQuestion<Caller?>
    {
        var asked = evaluator.AskAsync<TQuestion, Caller?>(question, consistency, cancellation);
        return asked.IsCompletedSuccessfully
            ? ValueTask.FromResult(Found(asked.Result, presented))
            : AwaitedAsync(asked, presented);
    }

    private async ValueTask<FoundCaller> AwaitedAsync(ValueTask<Evaluated<Caller?>> asked, PresentedCredential presented) =>
        Found(await asked, presented);

    private async ValueTask<FoundCaller> GuardedAsync<TQuestion>(
        TQuestion question, PresentedCredential presented, Consistency consistency, CancellationToken cancellation)
        where TQuestion : IQuestion<Caller?>
    {
        var delay = breaker.DelayOf(presented.Address);
        if (delay == TimeSpan.Zero || await contexts.HasAsync(ContextKey.ServiceKey(presented.Key.KeyId)))
            return await AskAsync(question, presented, consistency, cancellation);

        metrics.WasRefused("throttled");
        return new FoundCaller(Caller: null, ServiceKeyProblems.TooManyInvalid(delay));
    }

    private FoundCaller Found(in Evaluated<Caller?> evaluated, in PresentedCredential presented)
    {
        var caller = evaluated.Answer;
        if (caller is not null) WasKnown(caller, presented);
        else if (presented.IsHeldBack)
        {
            tokens.WasRefused(presented.Flaw);
            return new FoundCaller(Caller: null, ServiceKeyProblems.TooManyInvalid(breaker.DelayOf(presented.Address)));
        }
        else if (presented.Flaw != TokenFlaw.None) tokens.WasRefused(presented.Flaw);
        else if (presented.Token is { } token) tokens.WasRefused(token, evaluated.EvaluatedAt);
        else if (presented.IsUnusable) metrics.WasRefused("malformed");
        else if (IsKey(presented))
        {
            // What was known here has cost nobody anything: who presents one revoked key again and again shuts nobody out.
            if (evaluated.WasFetched) breaker.Note(presented.Address);
            metrics.WasRefused("invalid");
        }

        return new FoundCaller(caller, Objection: null);
    }

    private static bool IsKey(in PresentedCredential presented) => presented is { Token: null, IsUnusable: false };
}
