using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.KeyRing;

/// <summary>
/// Wraps the secrets of the Data Protection ring by the master key (RIGHTS.md A6): AES-256-GCM under a key that is derived for this purpose.
/// Whoever reads the database reads none of them.
/// </summary>
internal sealed class MasterKeyWrap(MasterKey masterKey) : IXmlEncryptor
{
    private const string Purpose = "data-protection";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var wrapped = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceLength));
        using var aes = CipherUnder(masterKey);
        aes.Encrypt(wrapped.AsSpan(0, NonceLength), plain, wrapped.AsSpan(NonceLength, plain.Length), wrapped.AsSpan(NonceLength + plain.Length));
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedXmlInfo(new XElement("wrapped", Convert.ToBase64String(wrapped)), typeof(MasterKeyUnwrap));
    }

    /// <summary>What was wrapped.</summary>
    /// <exception cref="CryptographicException">It was wrapped under another key, or changed since.</exception>
    internal static XElement Unwrap(XElement element, MasterKey key)
    {
        var wrapped = Convert.FromBase64String(element.Value);
        if (wrapped.Length < NonceLength + TagLength) throw new CryptographicException("A wrapped key is too short.");

        var plain = new byte[wrapped.Length - NonceLength - TagLength];
        using var aes = CipherUnder(key);
        aes.Decrypt(wrapped.AsSpan(0, NonceLength), wrapped.AsSpan(NonceLength, plain.Length), wrapped.AsSpan(NonceLength + plain.Length), plain);
        var xml = XElement.Parse(Encoding.UTF8.GetString(plain));
        CryptographicOperations.ZeroMemory(plain);
        return xml;
    }

    /// <summary>Whether an element was wrapped under this key.</summary>
    internal static bool IsUnder(XElement element, MasterKey key)
    {
        try
        {
            Unwrap(element, key);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static AesGcm CipherUnder(MasterKey key) => new(key.DeriveKey(Purpose), TagLength);
}
