using Npgsql;

namespace Velro.Data.Pools;

/// <summary>
/// Lets so many into a pool at once. The driver's limit cannot be changed while it runs, and is what the database was given room for; this one is
/// below it, and moves. A database that is asked for more at once than it does well with gets slower for all, so that fewer at a time are done
/// sooner.
/// </summary>
public sealed class PoolGate
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _waiting = [];
    private int _limit;
    private int _inside;
    private long _left;
    private long _insideTicks;
    private int _mostInside;
    private long _delayed;

    /// <summary>Makes a gate that lets in as many as the pool has connections.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="time">The clock.</param>
    public PoolGate(string pool, PoolLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Pool = pool;
        Most = limits.MaximumConnections;
        Least = Math.Clamp(limits.MinimumConnections, Math.Min(4, Most), Most);
        _timeout = limits.ConnectionTimeout;
        _time = time;
        _limit = Most;
    }

    /// <summary>The pool's name.</summary>
    public string Pool { get; }

    /// <summary>The limit is never less: what the pool keeps open anyway.</summary>
    public int Least { get; }

    /// <summary>The limit is never more: what the pool has.</summary>
    public int Most { get; }

    /// <summary>How many are let in at once. When it falls, those inside stay until they are done.</summary>
    public int Limit
    {
        get => Volatile.Read(ref _limit);
        set
        {
            lock (_gate)
            {
                _limit = Math.Clamp(value, Least, Most);
                LetIn();
            }
        }
    }

    /// <summary>How many are inside now.</summary>
    public int Inside
    {
        get
        {
            lock (_gate) return _inside;
        }
    }

    /// <summary>Waits for a turn, as long as a connection is waited for.</summary>
    /// <returns>The turn; it ends when it is disposed of.</returns>
    /// <exception cref="NpgsqlException">It did not come in time: as of a pool with no connection left (<see cref="PoolExhaustion"/>).</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        Entry entry;
        lock (_gate)
        {
            if (_inside < _limit)
            {
                CountIn();
                return new ValueTask<IDisposable>(new Turn(this));
            }

            entry = new Entry();
            entry.Place = _waiting.AddLast(entry);
            _delayed++;
        }

        return new ValueTask<IDisposable>(WaitAsync(entry, cancellation));
    }

    /// <summary>What happened since the last time that somebody asked.</summary>
    public PoolGateUse TakeUse()
    {
        lock (_gate)
        {
            var use = new PoolGateUse(_left, new TimeSpan(_insideTicks), _mostInside, _delayed);
            (_left, _insideTicks, _mostInside, _delayed) = (0, 0, _inside, 0);
            return use;
        }
    }

    private async Task<IDisposable> WaitAsync(Entry entry, CancellationToken cancellation)
    {
        try
        {
            await entry.LetIn.Task.WaitAsync(_timeout, _time, cancellation);
            return new Turn(this);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                // It may have been let in at this very moment: then nobody else was.
                if (entry.Place!.List is not null) _waiting.Remove(entry.Place);
                else
                {
                    _inside--;
                    LetIn();
                }
            }

            if (exception is OperationCanceledException) throw;
            throw new NpgsqlException(
                "The connection pool has been exhausted: its gate let nobody in for as long as a connection is waited for.", exception);
        }
    }

    private void Leave(long since)
    {
        lock (_gate)
        {
            _inside--;
            _left++;
            _insideTicks += _time.GetElapsedTime(since).Ticks;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_inside < _limit && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            CountIn();
            first.Value.LetIn.SetResult();
        }
    }

    private void CountIn()
    {
        _inside++;
        _mostInside = Math.Max(_mostInside, _inside);
    }

    private sealed class Entry
    {
        public TaskCompletionSource LetIn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Entry>? Place { get; set; }
    }

    private sealed class Turn(PoolGate gate) : IDisposable
    {
        private readonly long _since = gate._time.GetTimestamp();
        private PoolGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(_since);
    }
}

/// <summary>What happened at a gate in a while.</summary>
/// <param name="Left">How many were inside and left.</param>
/// <param name="TimeInside">How long they were inside, together.</param>
/// <param name="MostInside">How many were inside at once at most.</param>
/// <param name="Delayed">How many had to wait.</param>
public readonly record struct PoolGateUse(long Left, TimeSpan TimeInside, int MostInside, long Delayed);
