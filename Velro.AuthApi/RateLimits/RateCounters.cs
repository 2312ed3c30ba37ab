namespace Velro.AuthApi.RateLimits;

/// <summary>
/// The counts of this node, in a table of a fixed size: nothing is allocated, nothing is waited for, and many callers take no more memory
/// than few. Where it is full, the caller whose window ended the longest ago gives its place. What <see cref="RateExchange"/> brings of the
/// other nodes counts in.
/// </summary>
/// <remarks>
/// The limiters of <c>System.Threading.RateLimiting</c> have their own clock, take no counts of others, and keep a partition for each
/// caller without a bound.
/// </remarks>
internal sealed class RateCounters
{
    private const int Sets = 1 << 14;
    private const int Ways = 4;
    private const int LockCount = 256;

    /// <summary>How many callers are told of in one exchange; the others are when they are counted again.</summary>
    private const int QueueLength = 8192;

    /// <summary>
    /// In how many exchanges a caller is told and heard of who was counted once: those whom others count at the same moment tell of it in
    /// the next one.
    /// </summary>
    private const byte Hearings = 2;

    private readonly TimeProvider _time;
    private readonly RateCell[] _cells = new RateCell[Sets * Ways];
    private readonly Lock[] _locks = new Lock[LockCount];
    private readonly Lock _queueLock = new();
    private int[] _queue = new int[QueueLength];
    private int[] _spare = new int[QueueLength];
    private int _queued;

    public RateCounters(TimeProvider time)
    {
        _time = time;
        for (var i = 0; i < LockCount; i++) _locks[i] = new Lock();
    }

    /// <summary>Takes permits, all or none.</summary>
    /// <returns>Zero when they were taken; else when to come back.</returns>
    public TimeSpan TryTake(UInt128 id, in RateLimit limit, int permits = 1) => Ask(id, limit, permits, isTaken: true);

    /// <summary>Looks whether there is a permit, and takes none.</summary>
    /// <returns>Zero when there is; else when to come back.</returns>
    public TimeSpan Look(UInt128 id, in RateLimit limit) => Ask(id, limit, permits: 1, isTaken: false);

    /// <summary>Takes what waits to be told, and begins to gather anew. Of one exchange at a time.</summary>
    /// <param name="reports">Gets a report of each window that others may have counted in too.</param>
    /// <param name="settling">For how long after the end of a window others may still tell of it.</param>
    public void Collect(List<RateReport> reports, TimeSpan settling)
    {
        int count;
        lock (_queueLock)
        {
            (_queue, _spare) = (_spare, _queue);
            (count, _queued) = (_queued, 0);
        }

        var now = _time.GetUtcNow().UtcTicks;
        foreach (var index in _spare.AsSpan(0, count))
        {
            lock (LockOf(index / Ways))
            {
                ref var cell = ref _cells[index];
                cell.IsQueued = --cell.Hearings > 0 && TryQueue(index);

                cell.MoveTo(now);
                reports.Add(new RateReport(cell.Id, cell.Length, cell.Current.Index, cell.Current.Unsent));
                if (cell.Previous.Unsent > 0 || now - cell.Current.Index * cell.Length < settling.Ticks)
                    reports.Add(new RateReport(cell.Id, cell.Length, cell.Previous.Index, cell.Previous.Unsent));
            }
        }
    }

    /// <summary>Takes the count of all nodes for a window that was reported.</summary>
    public void Take(in RateReport report, long total)
    {
        var set = SetOf(report.Id);
        lock (LockOf(set))
        {
            foreach (ref var cell in _cells.AsSpan(set * Ways, Ways))
            {
                if (cell.Length == 0 || cell.Id != report.Id) continue;
                if (cell.Current.Index == report.Index) cell.Current.Take(total, report.Unsent);
                else if (cell.Previous.Index == report.Index) cell.Previous.Take(total, report.Unsent);
            }
        }
    }

    private TimeSpan Ask(UInt128 id, in RateLimit limit, int permits, bool isTaken)
    {
        var now = _time.GetUtcNow().UtcTicks;
        var set = SetOf(id);
        lock (LockOf(set))
        {
            var index = FindOrReplace(set, id, limit.Window.Ticks);
            ref var cell = ref _cells[index];
            cell.MoveTo(now);
            cell.Hearings = Hearings;
            if (!cell.IsQueued) cell.IsQueued = TryQueue(index);

            var delay = cell.DelayOf(limit.Permits, permits, now);
            if (delay == 0 && isTaken) cell.Current.Add(permits);
            return TimeSpan.FromTicks(delay);
        }
    }

    private static int SetOf(UInt128 id) => (int)((ulong)id & (Sets - 1));

    private Lock LockOf(int set) => _locks[set & (LockCount - 1)];

    private int FindOrReplace(int set, UInt128 id, long length)
    {
        var oldest = set * Ways;
        for (var i = set * Ways; i < (set + 1) * Ways; i++)
        {
            ref var cell = ref _cells[i];
            if (cell.Length == length && cell.Id == id) return i;
            if (cell.End < _cells[oldest].End) oldest = i;
        }

        // A place in the queue is that of the cell, whoever is in it.
        var isQueued = _cells[oldest].IsQueued;
        _cells[oldest] = new RateCell { Id = id, Length = length, IsQueued = isQueued, Current = { Index = long.MinValue / length } };
        return oldest;
    }

    private bool TryQueue(int index)
    {
        lock (_queueLock)
        {
            if (_queued == _queue.Length) return false;
            _queue[_queued++] = index;
            return true;
        }
    }
}

/// <summary>What is to be told of one window of one caller.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Length">The length of the window in ticks.</param>
/// <param name="Index">Which window.</param>
/// <param name="Unsent">What this node counted since it told of it; 0: it only wants to hear.</param>
internal readonly record struct RateReport(UInt128 Id, long Length, long Index, int Unsent);
