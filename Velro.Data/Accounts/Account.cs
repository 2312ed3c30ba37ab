using Velro.Authorization.Contexts;

namespace Velro.Data.Accounts;

/// <summary>
/// What a user signs in with. It is changed in place and stored by <see cref="AccountTable.UpdateAsync"/>, as ASP.NET Core Identity wants it.
/// </summary>
public sealed class Account
{
    /// <summary>The user.</summary>
    public required string UserId { get; init; }

    /// <summary>Where the person can be written to, and what they sign in with; null: they cannot.</summary>
    public string? Email { get; init; }

    /// <summary>What the person is called.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether the user may act at all.</summary>
    public AccountState State { get; init; }

    /// <summary>The protected hash of the password; null: there is none.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Another value with each change of what is signed in with.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>Whether the person has shown that the address is theirs.</summary>
    public bool IsEmailConfirmed { get; set; }

    /// <summary>Whether a password alone does not do.</summary>
    public bool IsSecondFactorRequired { get; set; }

    /// <summary>The protected key of an authenticator app; null: there is none.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>The time step of the last code that was taken (RFC 6238, section 5.2: no code is taken twice).</summary>
    public long LastCodeStep { get; set; }

    /// <summary>Hashes of the recovery codes that are left.</summary>
    public string[] RecoveryCodes { get; set; } = [];

    /// <summary>How many codes in a row were wrong, since the last right one or the last change of the password.</summary>
    public int WrongCodes { get; set; }

    /// <summary>Until when no code of the app is taken, as so many were wrong; null: they are.</summary>
    public DateTimeOffset? CodesWaitUntil { get; set; }

    /// <summary>Whether the person has passkeys.</summary>
    public bool HasPasskeys { get; init; }

    /// <summary>Whether there is more to sign in with than a password.</summary>
    public bool HasSecondFactor => IsSecondFactorRequired || HasPasskeys;

    /// <summary>Raised by each change.</summary>
    public long Version { get; set; }

    /// <summary>Who guessed codes has to begin anew: with a right one, or with another password, which they do not know.</summary>
    public void ForgetWrongCodes() => (WrongCodes, CodesWaitUntil) = (0, null);
}
