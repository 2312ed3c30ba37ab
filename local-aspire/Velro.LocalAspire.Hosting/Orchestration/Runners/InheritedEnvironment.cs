using System.Collections;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>
/// What projects inherit from the AppHost's environment: all but what speaks to the AppHost itself. Its own addresses would be taken
/// for theirs, and the secrets that it is given are for those alone that refer to them.
/// </summary>
internal static class InheritedEnvironment
{
    private static readonly string[] Names =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE"];

    private static readonly string[] Prefixes = ["Parameters__", "ConnectionStrings__", "ASPIRE_", "VELRO_", "MSBUILD"];

    public static Dictionary<string, string> Copy()
    {
        var inherited = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!IsTheAppHosts(name)) inherited[name] = (string?)variable.Value ?? "";
        }

        return inherited;
    }

    // Two underscores separate the parts of a configuration key: VELRO_HOME is the AppHost's, Velro__Clock__MaximumAge a project's.
    private static bool IsTheAppHosts(string name) => Names.Contains(name) || Prefixes.Any(prefix =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !name.AsSpan(prefix.Length).StartsWith("_", StringComparison.Ordinal));
}
