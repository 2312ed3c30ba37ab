using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last lines of a console log, and who reads along.</summary>
internal sealed class ResourceLog
{
    /// <summary>What the dashboard shows of a log; the oldest lines go first.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _readers = [];
    private int _lastNumber;

    public void Append(string content, bool isError)
    {
        lock (_gate)
        {
            var line = new LogLine(++_lastNumber, content, isError);
            if (_lines.Count == Capacity) _lines.Dequeue();
            _lines.Enqueue(line);
            foreach (var reader in _readers) reader.Writer.TryWrite(line);
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            foreach (var reader in _readers) reader.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<LogLine>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            foreach (var line in _lines) channel.Writer.TryWrite(line);
            _readers.Add(channel);
        }

        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = new List<LogLine>();
                while (channel.Reader.TryRead(out var line)) batch.Add(line);
                yield return batch;
            }
        }
        finally
        {
            lock (_gate) _readers.Remove(channel);
        }
    }
}
