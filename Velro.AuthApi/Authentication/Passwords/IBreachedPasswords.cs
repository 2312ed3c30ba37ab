namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>
/// Passwords that are known to be in the hands of others (NIST SP 800-63B, section 5.1.1.2). A list of one's own, or a service, is registered in
/// the place of the built-in one.
/// </summary>
internal interface IBreachedPasswords
{
    /// <summary>Whether a password is one of them.</summary>
    ValueTask<bool> ContainsAsync(string password, CancellationToken cancellation);
}
