using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Velro.Cli.Top;

/// <summary>Asks the operations API. It never tells the key, not even in what goes wrong.</summary>
internal sealed class OperationsClient(HttpClient http)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>A client for an address, with a key that it may be told.</summary>
    /// <exception cref="TopException">The address is none, or the key would go over the network in clear.</exception>
    public static OperationsClient Create(string address, string key)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new TopException($"'{address}' is not the address of an API: write one such as http://localhost:5080.", isFinal: true);
        if (url.Scheme == "http" && !url.IsLoopback)
            throw new TopException($"The key would go to {url.Host} in clear: use https, or ask on the machine itself.", isFinal: true);
        if (!key.All(static letter => letter is > ' ' and < '\x7f'))
            throw new TopException("The key has characters in it that no key has.", isFinal: true);

        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(url.GetLeftPart(UriPartial.Authority)),
            Timeout = Limit,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new OperationsClient(http);
    }

    /// <summary>Looks once.</summary>
    /// <exception cref="TopException">There was no answer, or not the one that was asked for.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Look> LookAsync(CancellationToken cancellation) => new(
        await GetAsync<NodesLook>("nodes", cancellation),
        await GetAsync<CachesLook>("cache", cancellation),
        await GetAsync<PoolsLook>("pools", cancellation),
        await GetAsync<FeedLook>("feed", cancellation));

    private async Task<T> GetAsync<T>(string what, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"/v1/operations/{what}", UriKind.Relative), cancellation);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellation)
                        ?? throw new TopException($"{Place} answered something else than Velro does.", isFinal: true);
                case HttpStatusCode.Unauthorized:
                    throw new TopException($"{Place} does not know this key (401). It may be revoked, expired or of another installation.", isFinal: true);
                case HttpStatusCode.Forbidden:
                    throw new TopException($"This key may not look (403): it needs the scope 'operations', of an administrator.", isFinal: true);
                case HttpStatusCode.NotFound:
                    throw new TopException($"{Place} has no operations API (404): it is not Velro, or an older release.", isFinal: true);
                default:
                    throw new TopException($"{Place} answers {(int)answer.StatusCode} {await CodeOfAsync(answer, cancellation)}".TrimEnd() + ".", isFinal: false);
            }
        }
        catch (HttpRequestException exception)
        {
            throw new TopException($"{Place} does not answer: {exception.Message}", isFinal: false);
        }
        catch (JsonException)
        {
            throw new TopException($"{Place} answered something else than Velro does.", isFinal: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TopException($"{Place} did not answer within {Limit.TotalSeconds:0} s.", isFinal: false);
        }
    }

    private string Place => http.BaseAddress!.ToString().TrimEnd('/');

    private static async Task<string> CodeOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            return problem.TryGetProperty("code", out var code) ? $"({code.GetString()})" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            return "";
        }
    }
}

/// <summary>There is nothing to show.</summary>
/// <param name="message">Why, for a person.</param>
/// <param name="isFinal">Whether asking again is of no use.</param>
internal sealed class TopException(string message, bool isFinal) : Exception(message)
{
    public bool IsFinal => isFinal;
}
