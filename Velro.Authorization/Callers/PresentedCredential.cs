using System.Net;

namespace Velro.Authorization.Callers;

/// <summary>What a request presents to be known by: a service key or an access token, and from where it came.</summary>
public readonly record struct PresentedCredential
{
    /// <summary>The service key; meaningless where there is a token.</summary>
    public PresentedKey Key { get; private init; }

    /// <summary>The access token; null: a service key is presented.</summary>
    public AccessToken? Token { get; private init; }

    /// <summary>Whether the credential by itself shows that it identifies nobody, so that nothing need be looked up.</summary>
    public bool IsUnusable { get; private init; }

    /// <summary>Whether it was not looked at, since too many of its address were false.</summary>
    public bool IsHeldBack { get; private init; }

    /// <summary>What is wrong with the token by itself.</summary>
    public TokenFlaw Flaw { get; private init; }

    /// <summary>The address that it came from, by which a key may be limited; null: unknown.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What can be nobody's credential: a key whose checksum is wrong, for one.</summary>
    public static PresentedCredential Unusable => new() { IsUnusable = true };

    /// <summary>What is not looked at now.</summary>
    public static PresentedCredential HeldBack => new() { IsUnusable = true, IsHeldBack = true, Flaw = TokenFlaw.Throttled };

    /// <summary>A service key.</summary>
    public static implicit operator PresentedCredential(PresentedKey key) => Of(key);

    /// <summary>An access token.</summary>
    public static implicit operator PresentedCredential(AccessToken token) => Of(token);

    /// <summary>A token that can be nobody's.</summary>
    public static PresentedCredential Of(TokenFlaw flaw) => new() { IsUnusable = true, Flaw = flaw };

    /// <summary>A service key.</summary>
    public static PresentedCredential Of(PresentedKey key) => new() { Key = key };

    /// <summary>An access token.</summary>
    public static PresentedCredential Of(AccessToken token) => new() { Token = token };
}
