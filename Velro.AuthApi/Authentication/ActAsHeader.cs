namespace Velro.AuthApi.Authentication;

/// <summary>The header that names the user whom a key acts for (RIGHTS.md A4).</summary>
internal static class ActAsHeader
{
    private const string Name = "Velro-Act-As";

    /// <summary>
    /// What was sent; null when nothing was. Several values are as malformed as none in the header, which names nobody: the empty string.
    /// </summary>
    public static string? Read(HttpRequest request) => request.Headers[Name] switch
    {
        [] => null,
        [{ } user] => user,
        _ => "",
    };
}
