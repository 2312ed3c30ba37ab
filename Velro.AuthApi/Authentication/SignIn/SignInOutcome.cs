using Velro.AuthApi.Problems;
using Velro.Data.Accounts;

namespace Velro.AuthApi.Authentication.SignIn;

/// <summary>What came of an attempt to sign in.</summary>
internal enum SignInVerdict
{
    /// <summary>It is who they say.</summary>
    Succeeded,

    /// <summary>It is not, or there is no such account, or it may not sign in: which of these is not told.</summary>
    Refused,

    /// <summary>The password is right, and does not do alone.</summary>
    SecondFactorRequired,

    /// <summary>It was tried so often lately that this one was not.</summary>
    Throttled,
}

/// <summary>What came of an attempt to sign in.</summary>
/// <param name="Result">What.</param>
/// <param name="Account">Whose account it is; null: refused.</param>
/// <param name="Methods">How they proved who they are (RFC 8176).</param>
internal sealed record SignInOutcome(SignInVerdict Result, Account? Account, string[] Methods)
{
    /// <summary>Why it was not tried, and when to come back; null: it was.</summary>
    public Problem? Objection { get; init; }

    public static SignInOutcome Throttled(Problem objection) =>
        new(SignInVerdict.Throttled, Account: null, []) { Objection = objection };

    public static readonly SignInOutcome Refused = new(SignInVerdict.Refused, Account: null, []);
}
