using System.Collections.Concurrent;

namespace Velro.LoadTest.Http;

/// <summary>Which limits of the server a run met, and what to set so that it meets none.</summary>
internal sealed class RateLimitHints(Action<string> tell)
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["checks"] = "PersonEvaluationsPerSecond",
        ["management"] = "ManagementPerMinute",
        ["anonymous"] = "AnonymousPerMinute",
        ["sign-in-account"] = "SignInsPerAccount",
        ["sign-in-address"] = "SignInsPerAddress",
        ["oauth"] = "OAuthPerMinute",
    };

    private readonly ConcurrentDictionary<string, byte> _met = [];

    /// <summary>What was said, a line for each limit.</summary>
    public IReadOnlyCollection<string> Lines => [.. _met.Keys.Order().Select(Line)];

    /// <summary>Notes an answer 429.</summary>
    /// <param name="policy">Its header <c>RateLimit-Policy</c>: a quoted name and parameters.</param>
    public void WasHit(string policy)
    {
        var name = policy.Split(';')[0].Trim('"');
        if (_met.TryAdd(name, 0)) tell(Line(name));
    }

    private static string Line(string name) => Settings.TryGetValue(name, out var setting)
        ? $"The server's rate limit '{name}' was met: start it with Velro__RateLimits__{setting}=100000000 for a load run."
        : $"The server answered 429 ('{name}'): see 'Rate limits' in docs/configuration.md.";
}
