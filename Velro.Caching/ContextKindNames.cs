using Velro.Authorization.Contexts;

namespace Velro.Caching;

/// <summary>The names of kinds of contexts in telemetry (<c>velro.context.kind</c>).</summary>
public static class ContextKindNames
{
    /// <summary>The name of a kind.</summary>
    public static string Of(ContextKind kind) => kind switch
    {
        ContextKind.User => "user",
        ContextKind.Team => "team",
        ContextKind.Project => "project",
        ContextKind.Generation => "generation",
        ContextKind.ServiceKey => "service_key",
        ContextKind.Session => "session",
        ContextKind.PolicySet => "policy_set",
        _ => "entity",
    };
}
