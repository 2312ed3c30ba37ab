using Velro.Authorization.Policies;

namespace Velro.Data.Contexts;

/// <summary>
/// The last policy set that was compiled here. A write reads the policies in its own snapshot each time; compiling them again is needed
/// only when they are others. What is kept is found by its whole text, so that it can never be the wrong one.
/// </summary>
internal static class CompiledPolicies
{
    private static PolicySet? _last;

    /// <exception cref="PolicySetException">The policies do not compile.</exception>
    public static PolicySet Of(List<PolicySource> sources)
    {
        sources.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        if (Volatile.Read(ref _last) is { } last && last.Sources.AsSpan().SequenceEqual(sources.ToArray())) return last;

        var compiled = PolicySet.Compile(sources);
        Volatile.Write(ref _last, compiled);
        return compiled;
    }
}
