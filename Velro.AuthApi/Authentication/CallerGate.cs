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
    /// <summary>The key that the request presents, or why it may not go on.</summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What the endpoint needs.</param>
    public async ValueTask<(PresentedKey Presented, Problem? Objection)> AdmitAsync(HttpContext http, string scope)
    {
        if (credential.Read(http.Request) is not { } presented) return (default, Problem.CredentialsRequired);

        var early = await evaluator.AskAsync<AdmissionQuestion, Caller?>(
            new AdmissionQuestion(presented), Consistency.MinimizeLatency, http.RequestAborted);
        return (presented, ObjectionTo(early.Answer, scope));
    }

    /// <summary>Why <paramref name="caller"/> may not use what <paramref name="scope"/> opens; null: it may.</summary>
    public static Problem? ObjectionTo(Caller? caller, string scope)
    {
        if (caller is null) return Problem.CredentialsInvalid;
        return caller.Has(scope) ? null : Problem.ScopeMissing(scope);
    }

    /// <summary>
    /// Who presents this key? The policies, which every decision rests on, are looked for along with it: a cold node then learns in one
    /// round trip what it needs to know which contexts the question itself needs, and has these in the next.
    /// </summary>
    private readonly struct AdmissionQuestion(PresentedKey presented) : IQuestion<Caller?>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Caller? answer) where TSource : IContextSource
        {
            var arePoliciesKnown = source.TryFind<PolicySetContext>(ContextKey.PolicySet, out _);
            return CallerRules.TryIdentify(presented, ref source, now, out answer) && arePoliciesKnown;
        }
    }
}
