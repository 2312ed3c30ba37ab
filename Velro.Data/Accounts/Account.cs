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

    /// <summary>How many wrong codes were entered since <see cref="WrongCodesSince"/>.</summary>
    public int WrongCodes { get; set; }

    /// <summary>When the first of them was; null: there are none.</summary>
    public DateTimeOffset? WrongCodesSince { get; set; }

    /// <summary>Raised by each change.</summary>
    public long Version { get; set; }
}
