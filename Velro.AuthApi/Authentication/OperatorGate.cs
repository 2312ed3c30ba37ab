using Velro.AuthApi.ServiceKeys;
using Velro.Authorization.Callers;
using Velro.Caching.Evaluations;
using Velro.ServiceDefaults;

namespace Velro.AuthApi.Authentication;

/// <summary>Lets callers with the scope <c>operations</c> see the parts of <c>/health</c> and <c>/metrics</c>.</summary>
internal sealed class OperatorGate(BearerCredential credential, CallerLookup callers) : IOperatorGate
{
    public async ValueTask<bool> MayOperateAsync(HttpContext http)
    {
        // Who acts for a user is bound by that user's rights (RIGHTS.md A4), and no user who can be acted for operates the system.
        if (ActAsHeader.Read(http.Request) is not null || credential.Read(http.Request) is not { } presented) return false;
        try
        {
            var found = await callers.FindAsync(
                new CallerQuestion(presented), presented, Consistency.MinimizeLatency, http.RequestAborted);
            return found.Caller?.Has(Scopes.Operations) == true;
        }
        catch (RevisionUnavailableException)
        {
            // A node that cannot tell who is asking shows nobody its inside.
            return false;
        }
    }
}
