using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using Velro.AuthApi.Authentication.Tokens;
using Velro.Data.Secrets;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>
/// Gives the server the keys of the ring, and its own address, and has it read them anew when they change: the first key signs, and all are
/// published.
/// </summary>
internal sealed class ServerKeys(SigningKeyRing ring, MasterKey masterKey, PublicUrl address, TimeProvider time)
    : IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>
{
    /// <summary>Codes and refresh tokens are for this server's eyes alone.</summary>
    private readonly ImmutableArray<byte[]> _encryptionKeys = masterKey.DeriveKeys("oauth-tokens");

    public string? Name => Options.DefaultName;

    public void Configure(OpenIddictServerOptions options)
    {
        options.Issuer = new Uri(address.Issuer);
        // The first encrypts, and all decrypt.
        foreach (var key in _encryptionKeys)
        {
            options.EncryptionCredentials.Add(new EncryptingCredentials(
                new SymmetricSecurityKey(key), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        }

        var now = time.GetUtcNow();
        if (ring.Current.ActiveAt(now) is not { } active) return;
        options.SigningCredentials.Add(CredentialsOf(active));
        foreach (var key in ring.Current.PublishedAt(now).Where(key => key != active)) options.SigningCredentials.Add(CredentialsOf(key));
    }

    public IChangeToken GetChangeToken() => ring.ChangeToken;

    private static SigningCredentials CredentialsOf(SigningKey key) => new(key.Key, SecurityAlgorithms.EcdsaSha256);
}
