namespace Velro.Authorization.Policies;

/// <summary>What a policy says when it matches.</summary>
internal enum PolicyEffect : byte
{
    Allow,

    /// <summary>Wins over every allow.</summary>
    Deny,
}
