using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Velro.AuthApi;

/// <summary>
/// The address that callers reach the API at, which URLs in answers begin with (RIGHTS.md F4). It is a setting; a request's <c>Host</c>,
/// which its sender chooses, is never asked.
/// </summary>
internal sealed class PublicUrl
{
    private const string Setting = "Velro:PublicUrl";

    private static readonly string[] AnyHost = ["*", "+", "0.0.0.0", "[::]"];

    private readonly string? _configured;
    private readonly IServer _server;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="InvalidOperationException">
    /// It is missing or not https outside development, or no base of a URL; the message says what to write.
    /// </exception>
    public PublicUrl(IConfiguration configuration, IHostEnvironment environment, IServer server)
    {
        _server = server;
        _configured = Read(configuration[Setting], environment.IsDevelopment());
    }

    /// <summary>The URL of <paramref name="path"/>, which begins with a slash; of the base itself, when it is empty.</summary>
    public string Of(string path) => (_configured ?? OwnAddress()) + path;

    /// <summary>Who issues tokens, and whom access tokens are for: the base, as a URL is written.</summary>
    public string Issuer => new Uri(Of("")).AbsoluteUri;

    private static string? Read(string? value, bool isDevelopment)
    {
        if (string.IsNullOrEmpty(value))
        {
            return isDevelopment ? null : throw new InvalidOperationException(
                $"{Setting} is not set. Outside Development it is required: the https address that callers use, such as " +
                "https://auth.example.com.");
        }

        var isBase = Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Query.Length == 0 && url.Fragment.Length == 0 &&
            url.UserInfo.Length == 0 && (url.Scheme == Uri.UriSchemeHttps || isDevelopment && url.Scheme == Uri.UriSchemeHttp);
        return isBase ? url!.AbsoluteUri.TrimEnd('/') : throw new InvalidOperationException(
            $"{Setting} is '{value}'. Write an absolute https URL without user, query and fragment, such as https://auth.example.com; " +
            "http is taken in Development only.");
    }

    private string OwnAddress()
    {
        if (_server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } listened) return "http://localhost";

        var address = BindingAddress.Parse(listened);
        var host = AnyHost.Contains(address.Host) ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}{address.PathBase.TrimEnd('/')}";
    }
}
