namespace Velro.Data.Accounts;

/// <summary>A sign-up that waits for its mail to be answered.</summary>
/// <param name="TokenHash">The hash of what the mail carries, 256 random bits.</param>
/// <param name="Email">The address that the mail went to.</param>
/// <param name="DisplayName">What the person wants to be called.</param>
/// <param name="PasswordHash">The protected hash of the password that was chosen.</param>
/// <param name="ExpiresAt">From when it counts no more.</param>
public sealed record PendingSignUp(byte[] TokenHash, string Email, string DisplayName, string PasswordHash, DateTimeOffset ExpiresAt);
