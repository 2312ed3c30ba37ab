namespace Velro.Data.Accounts;

/// <summary>A passkey (WebAuthn credential), as it is stored: the public half, and what the standard asks to be remembered.</summary>
/// <param name="CredentialId">What the authenticator knows it by.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="PublicKey">A COSE key.</param>
/// <param name="SignCount">The authenticator's counter; one that goes back tells of a copy.</param>
/// <param name="Transports">How the authenticator is reached.</param>
/// <param name="IsUserVerified">Whether the authenticator made sure who uses it.</param>
/// <param name="IsBackupEligible">Whether it may be copied to other devices.</param>
/// <param name="IsBackedUp">Whether it was.</param>
/// <param name="AttestationObject">What the authenticator said of itself.</param>
/// <param name="ClientDataJson">What the browser said then.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record PasskeyRow(
    byte[] CredentialId,
    string UserId,
    string Name,
    byte[] PublicKey,
    long SignCount,
    string[] Transports,
    bool IsUserVerified,
    bool IsBackupEligible,
    bool IsBackedUp,
    byte[] AttestationObject,
    byte[] ClientDataJson,
    DateTimeOffset CreatedAt);
