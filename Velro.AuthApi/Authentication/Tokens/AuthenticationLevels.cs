using Velro.Data.Accounts;
using Velro.Data.Sessions;

namespace Velro.AuthApi.Authentication.Tokens;

/// <summary>
/// How sure it is who signed in, as policies see it in <c>context.acr</c>: the authenticator assurance levels of NIST SP 800-63B. A passkey
/// counts as two factors when the authenticator made sure who uses it.
/// </summary>
internal static class AuthenticationLevels
{
    /// <summary>One factor.</summary>
    public const string One = "aal1";

    /// <summary>Two factors.</summary>
    public const string Two = "aal2";

    /// <summary>The level that these methods (<c>amr</c>) make.</summary>
    public static string Of(IReadOnlyCollection<string> methods) => methods.Contains(AuthenticationMethods.MultipleFactors) ? Two : One;

    /// <summary>
    /// Whether a session is as sure of a person as what they sign in with allows. Only such a one changes that: where there is an app or a
    /// passkey, a stolen password alone must not take it away, nor put another one beside it.
    /// </summary>
    public static bool IsSureOf(Account account, SessionRow session) => !account.HasSecondFactor || Of(session.Methods) == Two;
}

/// <summary>How a person proved who they are: the values of RFC 8176 that there can be here.</summary>
internal static class AuthenticationMethods
{
    public const string Password = "pwd";

    /// <summary>A code of an authenticator app, or a recovery code.</summary>
    public const string OneTimePassword = "otp";

    /// <summary>A passkey: the proof of possession of a key.</summary>
    public const string Key = "hwk";

    /// <summary>More than one factor.</summary>
    public const string MultipleFactors = "mfa";
}
