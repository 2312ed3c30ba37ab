namespace Velro.Data.Clients;

/// <summary>A client that every installation has, as OpenIddict keeps clients. Lists are JSON, as OpenIddict writes them.</summary>
/// <param name="ClientId">What it calls itself.</param>
/// <param name="Name">For people.</param>
/// <param name="ApplicationType">Whether a loopback address stands for all its ports (<c>native</c>), or not (<c>web</c>).</param>
/// <param name="Permissions">What it may ask the server for.</param>
/// <param name="RedirectUris">Where it may be sent back to.</param>
/// <param name="PostLogoutRedirectUris">Where it may be sent back to after signing out.</param>
/// <param name="Requirements">What it must do.</param>
public sealed record BuiltInClientRow(
    string ClientId,
    string Name,
    string ApplicationType,
    string Permissions,
    string RedirectUris,
    string PostLogoutRedirectUris,
    string Requirements);
