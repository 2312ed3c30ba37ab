using System.Collections.Immutable;
using Velro.Authorization.Contexts;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>
/// What this node knows of the database's changes: 2^20 stamps, one for the entities of each slot, and the snapshot that they are of.
/// Readers never wait: a sequence lock tells them when what they read is not of one version (DESIGN.md section 4).
/// </summary>
public sealed class RevisionClock
{
    private readonly ulong[] _stamps = new ulong[Slots.Count];
    private readonly Lock _writing = new();

    /// <summary>Odd while the stamps are being changed.</summary>
    private int _sequence;

    private ClockState? _state;
    private int _starts;

    /// <summary>The present version; null before the clock has been loaded and while it starts over.</summary>
    public ClockState? Current => Volatile.Read(ref _state);

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
    /// <param name="slots">The slots.</param>
    /// <param name="kinds">The kinds of the contexts that lie in them.</param>
    /// <param name="stamps">The stamps that the contexts carry.</param>
    /// <param name="version">The version that was looked at; null: the clock is not loaded.</param>
    public bool Confirms(
        ReadOnlySpan<int> slots, ReadOnlySpan<ContextKind> kinds, ReadOnlySpan<Stamp> stamps, out ClockState? version)
    {
        var spin = new SpinWait();
        while (true)
        {
            var before = Volatile.Read(ref _sequence);
            version = Volatile.Read(ref _state);
            var agrees = version is not null;
            for (var i = 0; agrees && i < slots.Length; i++)
                agrees = stamps[i] == new Stamp(version!.EpochOf(kinds[i]), Volatile.Read(ref _stamps[slots[i]]));
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

    /// <summary>Loads the clock. What was asked before is refused from here on.</summary>
    public void StartOver(FeedLoad load, RoundTrip trip)
    {
        ArgumentNullException.ThrowIfNull(load);
        var answer = load.Answer;
        lock (_writing)
        {
            BeginWrite();
            for (var slot = 0; slot < _stamps.Length; slot++) Volatile.Write(ref _stamps[slot], load.Sums.Values[slot]);
            Publish(new ClockState(
                Revision.Of(answer.Incarnation, answer.Snapshot),
                answer.Incarnation,
                ++_starts,
                Epochs.Of(answer),
                Changes: 0,
                answer.DatabaseTime,
                trip.OffsetOf(answer.DatabaseTime) ?? _state?.Offset ?? TimeSpan.Zero,
                trip.Asked));
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
    /// Moves the clock to the snapshot of an answer that was asked under <paramref name="asked"/>. False: the answer must not be used. It is
    /// of a clock that has started over since; or it does not tell all that has changed, since changes were folded beyond what was asked
    /// about: then the clock stays where it is, and must start over. Or it is of another run of the server: then the clock is not loaded
    /// any more.
    /// </summary>
    public bool TryTake(FeedAnswer answer, ClockState asked, RoundTrip trip)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(asked);
        lock (_writing)
        {
            if (_state is not { } current || current.Start != asked.Start) return false;
            // A server cannot see less than it saw: one that does was set back, whatever it says of itself.
            if (answer.Incarnation != current.Incarnation || !answer.Snapshot.IsAtLeast(asked.Snapshot))
            {
                BeginWrite();
                Publish(null);
                EndWrite();
                return false;
            }

            if (answer.Base is { } folded && !asked.Snapshot.IsAtLeast(folded)) return false;

            // Snapshots of one server are ordered: an older answer has nothing that a newer one did not bring.
            if (!answer.Snapshot.IsAtLeast(current.Snapshot)) return true;

            BeginWrite();
            var epochs = current.Epochs.After(answer);
            var isChange = !ReferenceEquals(epochs, current.Epochs);
            foreach (var change in answer.Changes)
            {
                if (current.Snapshot.Sees(change.Xid)) continue;
                Add(change);
                isChange = true;
            }

            Publish(current with
            {
                Revision = current.Revision with { Snapshot = answer.Snapshot },
                Epochs = epochs,
                Changes = current.Changes + (isChange ? 1 : 0),
                DatabaseTime = answer.DatabaseTime > current.DatabaseTime ? answer.DatabaseTime : current.DatabaseTime,
                Offset = trip.OffsetOf(answer.DatabaseTime) ?? current.Offset,
                AskedAt = trip.Asked.Timestamp > current.AskedAt.Timestamp ? trip.Asked : current.AskedAt,
            });
            EndWrite();
            return true;
        }
    }

    private void Add(in Change change)
    {
        ref var stamp = ref _stamps[Slots.Of(change.SlotHash)];
        Volatile.Write(ref stamp, unchecked(stamp + change.Nonce));
    }

    private void Publish(ClockState? state) => Volatile.Write(ref _state, state);

    private void BeginWrite() => Interlocked.Increment(ref _sequence);

    private void EndWrite() => Interlocked.Increment(ref _sequence);
}
