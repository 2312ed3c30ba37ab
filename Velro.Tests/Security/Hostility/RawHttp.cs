using System.Net.Sockets;
using System.Text;

namespace Velro.Tests.Security.Hostility;

/// <summary>Octets to a server, as no client library would send them, and what comes back.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();

    public static async Task<RawHttp> ConnectAsync(Uri server)
    {
        var http = new RawHttp();
        await http._client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        return http;
    }

    /// <summary>Sends a request, and reads until the server closes.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string text)
    {
        using var http = await ConnectAsync(server);
        await http.SendAsync(text);
        return await http.ReadToEndAsync();
    }

    /// <summary>Sends lines, each of which ends as HTTP's do.</summary>
    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(
        Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")), TestContext.Current.CancellationToken);

    /// <summary>What the server says next, as far as it is there.</summary>
    public async Task<string> ReadAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var bytes = new byte[64 * 1024];
        return Encoding.Latin1.GetString(bytes, 0, await _client.GetStream().ReadAsync(bytes, patience.Token));
    }

    /// <summary>All that the server says until it closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var bytes = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(bytes, patience.Token);
        }
        catch (IOException)
        {
            // It hung up without a word more.
        }

        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    public void Dispose() => _client.Dispose();
}
