using Velro.Authorization.Contexts;
using Velro.Authorization.Policies;

namespace Velro.Cli.Worlds;

/// <summary>What a test file says that there is: all that there is.</summary>
/// <param name="contexts">The contexts, by their keys.</param>
/// <param name="policies">The policies.</param>
internal sealed class FileWorld(IReadOnlyDictionary<ContextKey, Context> contexts, PolicySet policies) : IContextSource
{
    private readonly PolicySetContext _policies = new(policies);

    public bool TryFind<TContext>(ContextKey key, out TContext? context) where TContext : Context
    {
        context = key == ContextKey.PolicySet ? (TContext)(Context)_policies : (TContext?)contexts.GetValueOrDefault(key);
        return true;
    }
}
