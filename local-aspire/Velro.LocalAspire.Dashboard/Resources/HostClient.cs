using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Velro.LocalAspire.Dashboard.Contract;

namespace Velro.LocalAspire.Dashboard.Resources;

/// <summary>Speaks with the host: what its resources do, what they write, and what a person has them do.</summary>
public sealed class HostClient : IDisposable
{
    private readonly HttpClient? _http;

    internal HostClient(IOptions<DashboardOptions> options)
    {
        var host = options.Value.ResourceServiceClient;
        if (host.Url is null) return;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.Url, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Add(HostProtocol.KeyHeader, host.ApiKey);
    }

    /// <summary>Whether there is a host.</summary>
    public bool HasHost => _http is not null;

    /// <summary>What is known of each resource, and then every change, until the host is gone.</summary>
    public IAsyncEnumerable<ResourceState> WatchResourcesAsync(CancellationToken cancellationToken) =>
        WatchAsync<ResourceState>(HostProtocol.Resources, cancellationToken);

    /// <summary>The lines that a resource, or a replica, has written, and then every new one, until the host is gone.</summary>
    public IAsyncEnumerable<ConsoleLine> WatchConsoleAsync(string id, CancellationToken cancellationToken) =>
        WatchAsync<ConsoleLine>($"{HostProtocol.Console}?id={Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Has a resource, or a replica, do something.</summary>
    public async Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken cancellationToken)
    {
        if (_http is null) return new CommandOutcome(false, "There is no host.");
        try
        {
            var address = $"{HostProtocol.Commands}?id={Uri.EscapeDataString(id)}&name={Uri.EscapeDataString(command)}";
            using var response = await _http.PostAsync(address, content: null, cancellationToken);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<CommandOutcome>(HostProtocol.Json, cancellationToken))!;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            return new CommandOutcome(false, $"The host does not answer: {error.Message}");
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http?.Dispose();

    private async IAsyncEnumerable<T> WatchAsync<T>(string address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_http is null) yield break;
        using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0) yield return JsonSerializer.Deserialize<T>(line, HostProtocol.Json)!;
        }
    }
}
