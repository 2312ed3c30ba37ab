using System.Collections.Immutable;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>
/// What this node knows of the database's changes: 2^20 stamps, one for the entities of each slot, and the snapshot that they are of.
/// Readers never wait: a sequence lock tells them when what they read is not of one version (DESIGN.md section 4).
/// </summary>
public sealed class RevisionClock
{
    /// <summary>The number of stamps. A slot shared by two entities costs an extra load, never a wrong answer.</summary>
    public const int SlotCount = 1 << 20;

    private readonly ulong[] _stamps = new ulong[SlotCount];
    private readonly Lock _writing = new();

    /// <summary>Odd while the stamps are being changed.</summary>
    private int _sequence;

    private ClockState? _state;
    private int _starts;

    /// <summary>The present version; null before the clock has been loaded and while it starts over.</summary>
    public ClockState? Current => Volatile.Read(ref _state);

    /// <summary>The slot of an identity whose hash is <paramref name="slotHash"/>.</summary>
    public static int SlotOf(ulong slotHash) => (int)(slotHash & (SlotCount - 1));

    /// <summary>The stamp of a slot now. Only <see cref="TryRead"/> says whether several are of one version.</summary>
    public ulong StampOf(int slot) => Volatile.Read(ref _stamps[slot]);

    /// <summary>Reads several stamps as one version. False when the clock is not loaded.</summary>
    public bool TryRead(ReadOnlySpan<int> slots, Span<ulong> stamps, out ClockState state)
    {
        var spin = new SpinWait();
        while (true)
        {
            var before = Volatile.Read(ref _sequence);
            var current = Volatile.Read(ref _state);
            for (var i = 0; i < slots.Length; i++) stamps[i] = Volatile.Read(ref _stamps[slots[i]]);
            if ((before & 1) == 0 && Volatile.Read(ref _sequence) == before)
            {
                state = current!;
                return current is not null;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>
    /// Whether one version of the clock says exactly these stamps. Several are compared as one: a change that comes between two of the
    /// comparisons makes it look again.
    /// </summary>
    public bool Confirms(ReadOnlySpan<int> slots, ReadOnlySpan<Stamp> stamps, out ClockState? version)
    {
        var spin = new SpinWait();
        while (true)
        {
            var before = Volatile.Read(ref _sequence);
            version = Volatile.Read(ref _state);
            var agrees = version is not null;
            for (var i = 0; agrees && i < slots.Length; i++)
                agrees = stamps[i] == new Stamp(version!.Epoch, Volatile.Read(ref _stamps[slots[i]]));
            if ((before & 1) == 0 && Volatile.Read(ref _sequence) == before) return agrees;

            spin.SpinOnce();
        }
    }

    /// <summary>Marks the clock before a load of what lies in <paramref name="slots"/>. False when the clock is not loaded.</summary>
    public bool TryMark(ImmutableArray<int> slots, out ClockMark mark)
    {
        var stamps = new ulong[slots.Length];
        var isLoaded = TryRead(slots.AsSpan(), stamps, out var state);
        mark = new ClockMark(state, slots, ImmutableArray.Create(stamps));
        return isLoaded;
    }

    /// <summary>Loads the clock from an answer that holds every change there is. What was asked before is refused from here on.</summary>
    public void StartOver(FeedAnswer answer, ulong epoch, long askedAt)
    {
        lock (_writing)
        {
            BeginWrite();
            Array.Clear(_stamps);
            foreach (var change in answer.Changes) Add(change);
            Publish(new ClockState(Revision.Of(answer.Incarnation, answer.Snapshot), answer.Incarnation, ++_starts, epoch, answer.DatabaseTime, askedAt));
            EndWrite();
        }
    }

    /// <summary>Forgets everything: the node is not ready until <see cref="StartOver"/>.</summary>
    public void Invalidate()
    {
        lock (_writing)
        {
            BeginWrite();
            Publish(null);
            EndWrite();
        }
    }

    /// <summary>
    /// Moves the clock to the snapshot of an answer that was asked under <paramref name="asked"/>. False: the answer is of another run of
    /// the server or of a clock that has started over since, and must not be used; the former also invalidates the clock.
    /// </summary>
    public bool TryTake(FeedAnswer answer, ClockState asked, long askedAt)
    {
        lock (_writing)
        {
            if (_state is not { } current || current.Start != asked.Start) return false;
            if (answer.Incarnation != current.Incarnation)
            {
                BeginWrite();
                Publish(null);
                EndWrite();
                return false;
            }

            // Snapshots of one server are ordered: an older answer has nothing that a newer one did not bring.
            if (!answer.Snapshot.IsAtLeast(current.Snapshot)) return true;

            BeginWrite();
            foreach (var change in answer.Changes)
            {
                if (!current.Snapshot.Sees(change.Xid)) Add(change);
            }

            Publish(current with
            {
                Revision = current.Revision with { Snapshot = answer.Snapshot },
                DatabaseTime = answer.DatabaseTime > current.DatabaseTime ? answer.DatabaseTime : current.DatabaseTime,
                AskedAt = Math.Max(askedAt, current.AskedAt),
            });
            EndWrite();
            return true;
        }
    }

    private void Add(in Change change)
    {
        ref var stamp = ref _stamps[SlotOf(change.SlotHash)];
        Volatile.Write(ref stamp, unchecked(stamp + change.Nonce));
    }

    private void Publish(ClockState? state) => Volatile.Write(ref _state, state);

    private void BeginWrite() => Interlocked.Increment(ref _sequence);

    private void EndWrite() => Interlocked.Increment(ref _sequence);
}
