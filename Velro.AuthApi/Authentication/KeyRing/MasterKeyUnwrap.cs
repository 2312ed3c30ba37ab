using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.KeyRing;

/// <summary>Unwraps what <see cref="MasterKeyWrap"/> wrapped. Made by the ring, by the name that stands beside each key.</summary>
internal sealed class MasterKeyUnwrap(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var key = services.GetRequiredService<MasterKey>();
        return key.Other is { } other && !MasterKeyWrap.IsUnder(encryptedElement, key)
            ? MasterKeyWrap.Unwrap(encryptedElement, other)
            : MasterKeyWrap.Unwrap(encryptedElement, key);
    }
}
