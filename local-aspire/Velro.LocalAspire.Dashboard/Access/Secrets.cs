using System.Security.Cryptography;
using System.Text;

namespace Velro.LocalAspire.Dashboard.Access;

/// <summary>Compares what is shown with a secret.</summary>
internal static class Secrets
{
    /// <summary>Whether they are the same, in a time that does not tell how much of it is. No secret matches nothing.</summary>
    public static bool Match(string? secret, string? shown) =>
        !string.IsNullOrEmpty(secret) && shown is not null
        && CryptographicOperations.FixedTimeEquals(Hash(secret), Hash(shown));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
