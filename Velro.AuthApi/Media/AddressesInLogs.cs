using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Media;

/// <summary>
/// Keeps signatures out of logs (RIGHTS.md F6). The host can log the whole address of each request, and does not know which of them opens
/// something: it logs none, whatever the configuration of logging says. Spans tell of requests.
/// </summary>
internal sealed class AddressesInLogs : IPostConfigureOptions<LoggerFilterOptions>
{
    private static readonly string[] Categories =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // A rule for one provider goes before any that is for all.
        string?[] providers = [.. options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct()];
        foreach (var provider in providers)
        {
            foreach (var category in Categories) options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, filter: null));
        }
    }
}
