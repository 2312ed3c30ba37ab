using System.Text;
using System.Text.Json;
using Velro.LoadTest.Http;

namespace Velro.LoadTest.Server;

/// <summary>Asks the processes for their metrics.</summary>
/// <param name="api">Sends the requests; they are not measured.</param>
/// <param name="operatorKey">What opens metrics on the public address.</param>
/// <param name="addresses">Where they are.</param>
internal sealed class MetricsScraper(ApiClient api, Credential operatorKey, IReadOnlyList<Uri> addresses)
{
    /// <summary>What is kept of a scrape: the rest is of no use here.</summary>
    private static readonly string[] Kept = ["velro_", "dotnet_", "db_client_", "http_server_request_duration", "kestrel_active"];

    /// <summary>The addresses in a file of targets, as the local host writes it for Prometheus' service discovery.</summary>
    public static IEnumerable<Uri> ReadTargets(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var group in document.RootElement.EnumerateArray())
        {
            foreach (var target in group.GetProperty("targets").EnumerateArray())
                yield return new Uri($"http://{target.GetString()}/metrics");
        }
    }

    /// <summary>What all of them say; null: none of them answers.</summary>
    public async Task<MetricsSnapshot?> ScrapeAsync(TimeSpan at, CancellationToken cancellation)
    {
        var instances = new Dictionary<string, MetricSeries[]>();
        foreach (var address in addresses)
        {
            var reply = await api.ExchangeAsync(ApiRequest.Get(address.ToString(), operatorKey, 200), cancellation);
            if (!reply.IsAccepted) continue;
            instances[address.ToString()] =
            [
                .. MetricsText.Read(Encoding.UTF8.GetString(reply.Body))
                    .Where(static series => Array.Exists(Kept, prefix => series.Name.StartsWith(prefix, StringComparison.Ordinal))),
            ];
        }

        return instances.Count == 0 ? null : new MetricsSnapshot(at, instances);
    }
}
