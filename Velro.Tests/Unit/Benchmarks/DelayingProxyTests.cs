using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Velro.Benchmarks.Proxies;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>The proxy that puts a database further away, before a server that answers each byte with the same one. Time is the test's.</summary>
public sealed class DelayingProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly DelayingProxy _proxy;
    private readonly Task _echoing;

    public DelayingProxyTests()
    {
        _echo.Start();
        _proxy = new DelayingProxy(((IPEndPoint)_echo.LocalEndpoint).Port, RoundTrip, _time);
        _echoing = EchoAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_round_trip_takes_the_delay_and_one_after_it_takes_it_again()
    {
        using var client = await ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            var begin = _time.GetUtcNow();
            await client.SendAsync("?"u8.ToArray(), Cancellation);
            await ReceiveAsync(client, 1);

            // What is due in less than a millisecond is due. How much longer it takes is the machine's doing: its time is not the test's.
            Assert.True(_time.GetUtcNow() - begin >= RoundTrip - TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task What_is_sent_without_waiting_comes_back_whole_and_in_its_order()
    {
        using var client = await ConnectAsync();
        var sent = string.Concat(Enumerable.Range(0, 200).Select(static i => $"{i};"));
        foreach (var piece in sent.Split(';', StringSplitOptions.RemoveEmptyEntries))
            await client.SendAsync(Encoding.ASCII.GetBytes($"{piece};"), Cancellation);

        Assert.Equal(sent, await ReceiveAsync(client, sent.Length));
    }

    [Fact]
    public async Task Many_connections_are_served_at_once_and_their_ends_are_carried()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync()));
        foreach (var client in clients) await client.SendAsync("!"u8.ToArray(), Cancellation);
        foreach (var client in clients) Assert.Equal("!", await ReceiveAsync(client, 1));

        foreach (var client in clients)
        {
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal("", await ReceiveAsync(client, 1));
            client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Dispose();
        await _echoing;
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port, Cancellation);
        return client;
    }

    /// <summary>Lets time go on until so many bytes have come, or the end.</summary>
    private async Task<string> ReceiveAsync(Socket client, int count)
    {
        var buffer = new byte[count];
        for (var received = 0; received < count;)
        {
            var receiving = client.ReceiveAsync(buffer.AsMemory(received), Cancellation).AsTask();
            while (!receiving.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(receiving, Task.Delay(5, Cancellation));
            }

            if (await receiving == 0) return Encoding.ASCII.GetString(buffer, 0, received);
            received += await receiving;
        }

        return Encoding.ASCII.GetString(buffer);
    }

    private async Task EchoAsync()
    {
        try
        {
            while (true) _ = EchoAsync(await _echo.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task EchoAsync(Socket client)
    {
        using (client)
        {
            var buffer = new byte[1024];
            try
            {
                while (await client.ReceiveAsync(buffer) is > 0 and var length) await client.SendAsync(buffer.AsMemory(0, length));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The proxy is gone.
            }
        }
    }
}
