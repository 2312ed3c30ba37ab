using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authentication;

/// <summary>
/// Judges callers before their bodies are read, so that a stranger's bodies cost nothing. What is asked afterwards judges them again, at
/// the revision of its answer.
/// </summary>
internal sealed class CallerGate(BearerCredential credential, Evaluator evaluator)
{
    /// <summary>
    /// The credential that the request presents and the user it names to act for, or why it may not go on. That user is looked up only with what
    /// is asked, which mostly is about that user: a cold node would need one more round trip for it here.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What the endpoint needs.</param>
    public async ValueTask<(PresentedCaller Presented, Problem? Objection)> AdmitAsync(HttpContext http, string scope)
    {
        if (credential.Read(http.Request) is not { } key) return (default, Problem.CredentialsRequired);

        var early = await evaluator.AskAsync<AdmissionQuestion, Caller?>(
            new AdmissionQuestion(key), Consistency.MinimizeLatency, http.RequestAborted);
        var presented = new PresentedCaller(key, ActAsHeader.Read(http.Request));
        return (presented, ObjectionTo(JudgedCaller.Of(early.Answer, presented.ActAs), scope));
    }

    /// <summary>Why a caller may not use what <paramref name="scope"/> opens; null: it may.</summary>
    public static Problem? ObjectionTo(JudgedCaller judged, string scope)
    {
        if (ObjectionTo(judged) is { } objection) return objection;
        return judged.Caller!.Has(scope) ? null : Problem.ScopeMissing(scope);
    }

    /// <summary>Why a caller may not call at all, or not for the user whom it names; null: it may.</summary>
    public static Problem? ObjectionTo(JudgedCaller judged) => judged switch
    {
        { Objection: ActAsObjection.ScopeMissing } => Problem.ScopeMissing(Scopes.ActAs),
        { Objection: ActAsObjection.UserRefused } => Problem.ActAsRefused,
        { Caller: null } => Problem.CredentialsInvalid,
        _ => null,
    };

    /// <summary>
    /// Who presents this credential? The policies, which every decision rests on, are looked for along with it: a cold node then learns in one
    /// round trip what it needs to know which contexts the question itself needs, and has these in the next.
    /// </summary>
    private readonly struct AdmissionQuestion(PresentedCredential presented) : IQuestion<Caller?>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Caller? answer) where TSource : IContextSource
        {
            var arePoliciesKnown = source.TryFind<PolicySetContext>(ContextKey.PolicySet, out _);
            return CallerRules.TryIdentify(presented, ref source, now, out answer) && arePoliciesKnown;
        }
    }
}
