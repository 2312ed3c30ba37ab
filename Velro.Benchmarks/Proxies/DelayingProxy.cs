using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Velro.Benchmarks.Proxies;

/// <summary>
/// A TCP proxy that puts a server further away: what one side sends reaches the other so much later as half a round trip takes. Each piece is
/// stamped as it comes and goes on when its time has come, so that what is sent in a row arrives in a row, and a batch of statements is
/// delayed once and not once for each. Bandwidth is not limited, and connecting takes no time.
/// </summary>
/// <remarks>One thread sleeps for all connections: timers of .NET count in steps of up to four milliseconds on Linux.</remarks>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private const int PieceLength = 32 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly DelayLine<Piece> _underway;
    private readonly object _gate = new();
    private readonly int _target;
    private readonly IProxyListener? _hearer;
    private readonly Task _accepting;
    private readonly Thread _delivering;

    /// <param name="target">The port of the server, on the loopback interface.</param>
    /// <param name="roundTrip">What each round trip takes longer.</param>
    /// <param name="time">By what it is measured.</param>
    /// <param name="hearer">Hears what clients send.</param>
    public DelayingProxy(int target, TimeSpan roundTrip, TimeProvider? time = null, IProxyListener? hearer = null)
    {
        (_target, _hearer, _underway) = (target, hearer, new DelayLine<Piece>(roundTrip / 2, time ?? TimeProvider.System));
        _listener.Start(backlog: 1024);
        _accepting = AcceptAsync();
        _delivering = new Thread(Deliver) { IsBackground = true, Name = "delaying proxy" };
        _delivering.Start();
    }

    /// <summary>Where it listens, on the loopback interface.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        lock (_gate) Monitor.Pulse(_gate);
        _delivering.Join();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = ServeAsync(client);
                _connections[connection] = true;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out bool _), TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is being disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            client.NoDelay = server.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                await Task.WhenAll(CarryAsync(client, server, _hearer?.Connected(), ended), CarryAsync(server, client, null, ended));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone, or the proxy is: the other is told by the end of its connection.
            }
        }
    }

    /// <summary>One way. The end of what is sent is carried like everything else, so that nothing that was sent before is lost.</summary>
    private async Task CarryAsync(Socket from, Socket to, Action<ReadOnlySpan<byte>>? hear, CancellationTokenSource ended)
    {
        var way = new OneWay(to, ended.Token);
        try
        {
            int length;
            do
            {
                var buffer = new byte[PieceLength];
                length = await from.ReceiveAsync(buffer, ended.Token);
                hear?.Invoke(buffer.AsSpan(0, length));
                SetOut(new Piece(way, buffer.AsMemory(0, length)));
            }
            while (length > 0);
            await way.Ended.WaitAsync(ended.Token);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            await ended.CancelAsync();
            throw;
        }
    }

    private void SetOut(Piece piece)
    {
        lock (_gate)
        {
            _underway.Add(piece);
            Monitor.Pulse(_gate);
        }
    }

    private void Deliver()
    {
        while (!_stop.IsCancellationRequested)
        {
            Piece piece;
            bool isDue;
            lock (_gate)
            {
                while (_underway.IsEmpty && !_stop.IsCancellationRequested) Monitor.Wait(_gate);
                isDue = _underway.TryTake(out piece);
            }

            if (isDue) piece.Way.Send(piece.Bytes);
            else Thread.Sleep(1);
        }
    }

    /// <summary>What came at once; nothing: the end.</summary>
    private readonly record struct Piece(OneWay Way, ReadOnlyMemory<byte> Bytes);

    /// <summary>The receiving end of one way. Who does not take what is sent holds up nobody else.</summary>
    private sealed class OneWay(Socket to, CancellationToken cancellation)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task _last = Task.CompletedTask;

        /// <summary>Completes when the end has been delivered, or fails with what kept it from that.</summary>
        public Task Ended => _ended.Task;

        /// <summary>Called by one thread only.</summary>
        public void Send(ReadOnlyMemory<byte> bytes) => _last = SendAfterAsync(_last, bytes);

        private async Task SendAfterAsync(Task before, ReadOnlyMemory<byte> bytes)
        {
            try
            {
                await before;
                if (bytes.IsEmpty)
                {
                    to.Shutdown(SocketShutdown.Send);
                    _ended.TrySetResult();
                }

                for (var rest = bytes; rest.Length > 0;) rest = rest[await to.SendAsync(rest, cancellation)..];
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                _ended.TrySetException(error);
            }
        }
    }
}
