using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Authentication.Passkeys;

/// <summary>
/// Passkeys are of the domain that people know the server by, which no request's <c>Host</c> decides (RIGHTS.md F4); the authenticator makes sure
/// who uses it, and keeps them so that no name need be entered.
/// </summary>
internal sealed class PasskeySettings(PublicUrl address) : IConfigureOptions<IdentityPasskeyOptions>
{
    public void Configure(IdentityPasskeyOptions options)
    {
        options.ServerDomain = new Uri(address.Issuer).Host;
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.ValidateOrigin = context => ValueTask.FromResult(
            !context.CrossOrigin && context.Origin == new Uri(address.Issuer).GetLeftPart(UriPartial.Authority));
    }
}
