namespace Velro.Authorization.Callers;

/// <summary>What is wrong with an access token by itself. Callers are not told which of these it is; operators are, in numbers.</summary>
public enum TokenFlaw : byte
{
    /// <summary>Nothing, or what is presented is no token.</summary>
    None,

    /// <summary>It is no token, or lacks what one of ours has.</summary>
    Malformed,

    /// <summary>It is a token of another kind.</summary>
    Type,

    /// <summary>No key that is published signed it.</summary>
    Signature,

    /// <summary>Another system issued it.</summary>
    Issuer,

    /// <summary>It is for another system.</summary>
    Audience,

    /// <summary>It is of the future.</summary>
    NotYetValid,

    /// <summary>It was not looked at, since too many of its address were false.</summary>
    Throttled,
}
