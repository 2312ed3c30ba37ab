using Velro.AuthApi.Problems;
using Velro.Caching.Clock;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>The header by which a read asks to have seen a write.</summary>
internal static class AtLeastHeader
{
    private const string Name = "Velro-At-Least";

    /// <summary>The revision that it names; null: it was not sent.</summary>
    /// <exception cref="ProblemException">It is not a revision that this system gave.</exception>
    public static Revision? Read(HttpRequest request, RevisionTokens revisions)
    {
        var sent = request.Headers[Name];
        if (sent.Count == 0) return null;
        return sent is [{ } token] && revisions.TryRead(token, out var revision)
            ? revision
            : throw new ProblemException(Problem.Invalid("revision.invalid", $"The header {Name} is a revision that this system gave."));
    }

    /// <summary>How fresh the answer must be that it asks for.</summary>
    /// <exception cref="ProblemException">It is not a revision that this system gave.</exception>
    public static Consistency ConsistencyOf(HttpRequest request, RevisionTokens revisions) =>
        Read(request, revisions) is { } revision ? Consistency.Since(revision) : Consistency.MinimizeLatency;
}
