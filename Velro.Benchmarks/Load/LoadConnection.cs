using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;

namespace Velro.Benchmarks.Load;

/// <summary>
/// One connection of a load generator: a request, its answer, the next request. It runs on the thread that the system's events come on, so
/// that the generator takes little of a machine that it shares with what it measures.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _events = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly (byte[] Bytes, byte[]? Expected)[] _requests;
    private readonly long _end;
    private readonly long _interval;
    private readonly Timer _pause;
    private long _left;
    private long _due;

    private byte[] _buffer = new byte[16 * 1024];
    private int _received;
    private int _next;
    private long _sentAt;

    /// <param name="requests">What to ask.</param>
    /// <param name="first">With which to begin.</param>
    /// <param name="most">How many to ask at most; one at least.</param>
    /// <param name="end">The time stamp from which nothing more is asked.</param>
    /// <param name="interval">How far two requests are apart at least, as a difference of time stamps; 0: no more than the first takes.</param>
    public LoadConnection((byte[] Bytes, byte[]? Expected)[] requests, int first, long most, long end, long interval)
    {
        (_requests, _next, _left, _end, _interval) = (requests, first % requests.Length, most, end, interval);
        _pause = new Timer(static connection => ((LoadConnection)connection!).Start(), this, Timeout.Infinite, Timeout.Infinite);
        _events.Completed += (_, _) => Run();
    }

    /// <summary>Latencies in steps of 100 ns.</summary>
    public LongHistogram Latencies { get; } = new(1, 600_000_000, 3);

    public long Wrong { get; private set; }

    public string? FirstWrong { get; private set; }

    public Task Done => _done.Task;

    public void Connect(int port) => _socket.Connect(IPAddress.Loopback, port);

    public void Start()
    {
        if (_due == 0) _due = Stopwatch.GetTimestamp();
        if (!Send()) Run();
    }

    /// <summary>Goes on with whatever has completed, until something has to be waited for.</summary>
    private void Run()
    {
        try
        {
            while (true)
            {
                if (_events.SocketError != SocketError.Success) throw new SocketException((int)_events.SocketError);
                if (_events.LastOperation == SocketAsyncOperation.Receive)
                {
                    if (_events.BytesTransferred == 0) throw new EndOfStreamException("The server closed a connection in the middle of the load.");
                    _received += _events.BytesTransferred;
                    if (AnswerReader.IsWhole(_buffer.AsSpan(0, _received), out var bodyStart))
                    {
                        if (Take(bodyStart) || Pause() || Send()) return;
                        continue;
                    }
                }

                if (Receive()) return;
            }
        }
        catch (Exception error) when (error is SocketException or EndOfStreamException or ObjectDisposedException)
        {
            _done.TrySetException(error);
        }
    }

    /// <summary>Counts an answer; true: it was the last.</summary>
    private bool Take(int bodyStart)
    {
        var now = Stopwatch.GetTimestamp();
        Latencies.RecordValue(Math.Clamp(Stopwatch.GetElapsedTime(_sentAt, now).Ticks, 1, 600_000_000));
        var answer = _buffer.AsSpan(0, _received);
        var expected = _requests[_next].Expected;
        if (!AnswerReader.IsOk(answer) || (expected is not null && answer[bodyStart..].IndexOf(expected) < 0))
        {
            Wrong++;
            FirstWrong ??= $"{Encoding.UTF8.GetString(_requests[_next].Bytes)}\n{Encoding.UTF8.GetString(answer)}";
        }

        _next = (_next + 1) % _requests.Length;
        _received = 0;
        if (--_left > 0 && now < _end) return false;
        _done.TrySetResult();
        return true;
    }

    /// <summary>Waits when it is too early for the next request; one that is late is not waited for.</summary>
    private bool Pause()
    {
        if (_interval == 0) return false;
        _due += _interval;
        var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due);
        if (early <= TimeSpan.Zero) return false;
        _pause.Change(early, Timeout.InfiniteTimeSpan);
        return true;
    }

    private bool Send()
    {
        _sentAt = Stopwatch.GetTimestamp();
        _events.SetBuffer(_requests[_next].Bytes);
        return _socket.SendAsync(_events);
    }

    private bool Receive()
    {
        if (_received == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        _events.SetBuffer(_buffer, _received, _buffer.Length - _received);
        return _socket.ReceiveAsync(_events);
    }

    public void Dispose()
    {
        _pause.Dispose();
        _socket.Dispose();
        _events.Dispose();
    }
}
