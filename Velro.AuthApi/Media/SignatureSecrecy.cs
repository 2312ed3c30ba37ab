using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace Velro.AuthApi.Media;

/// <summary>
/// Keeps signatures out of logs and spans (RIGHTS.md F6). The host can log the whole address of each request, and does not know which of
/// them opens something: it logs none, whatever the configuration of logging says. Spans, which tell of requests instead, leave the values
/// of a query out unless an operator has them kept; that of a signed address is never kept, nor that of the pages and of OAuth, which are sent
/// links of mails and codes.
/// </summary>
internal sealed class SignatureSecrecy
    : IPostConfigureOptions<LoggerFilterOptions>, IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>
{
    private static readonly string[] Categories =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // A rule for one provider goes before any that is for all.
        string?[] providers = [.. options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct()];
        foreach (var provider in providers)
        {
            foreach (var category in Categories)
                options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, filter: null));
        }
    }

    public void PostConfigure(string? name, AspNetCoreTraceInstrumentationOptions options)
    {
        var enrich = options.EnrichWithHttpRequest;
        options.EnrichWithHttpRequest = (span, request) =>
        {
            enrich?.Invoke(span, request);

            // Wherever a signature leads: an address that was copied wrongly is a secret too.
            if (request.QueryString.Value?.Contains("signature", StringComparison.OrdinalIgnoreCase) == true
                || request.Path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase)
                || request.Path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase))
                span.SetTag("url.query", null);
        };
    }
}
