using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authentication;

/// <summary>Who presents this credential?</summary>
internal readonly struct CallerQuestion(PresentedCredential presented) : IQuestion<Caller?>
{
    public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Caller? answer) where TSource : IContextSource =>
        CallerRules.TryIdentify(presented, ref source, now, out answer);
}
