using System.Diagnostics;

namespace Velro.ServiceDefaults.Tracing;

/// <summary>
/// The spans below a request that ended before it was known whether its trace is kept. They hang on the request's own span and go with it: there
/// is no table of traces that somebody could fill. How many there are is bounded, for a trace and in all.
/// </summary>
internal sealed class HeldSpans
{
    /// <summary>How many spans of one trace are held.</summary>
    public const int MaximumOfTrace = 256;

    /// <summary>How many are held in all: some 20 MiB at 1.2 KiB a span.</summary>
    public const int MaximumInAll = 16_384;

    private const string Property = "velro.spans.held";

    private static readonly Lock Making = new();
    private static int _inAll;

    private readonly Lock _gate = new();
    private List<Activity> _spans = [];
    private bool? _isKept;

    /// <summary>How many are held now, in all.</summary>
    public static int InAll => Volatile.Read(ref _inAll);

    /// <summary>How many spans found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether one of them says that layer 5 denied something.</summary>
    public bool TellOfDenial { get; private set; }

    /// <summary>Those of a request; null: there are none.</summary>
    public static HeldSpans? Of(Activity root) => (HeldSpans?)root.GetCustomProperty(Property);

    /// <summary>Those of a request, which may have none yet. Its own span records from here on, so that its end is told, and they are let go of.</summary>
    public static HeldSpans For(Activity root)
    {
        if (Of(root) is { } held) return held;
        lock (Making)
        {
            if (Of(root) is { } made) return made;
            var fresh = new HeldSpans();
            root.SetCustomProperty(Property, fresh);
            root.IsAllDataRequested = true;
            return fresh;
        }
    }

    /// <summary>Takes a span that ended. True: its trace is kept already, and nothing is held.</summary>
    public bool Take(Activity span)
    {
        lock (_gate)
        {
            if (_isKept is { } isKept) return isKept;
            TellOfDenial |= DecisionSpans.TellsOfDenial(span);
            if (_spans.Count < MaximumOfTrace && TryTakeRoom()) _spans.Add(span);
            else LeftOut++;
            return false;
        }
    }

    /// <summary>Lets go of them, in the order in which they ended: none is held from here on.</summary>
    public IReadOnlyList<Activity> Release(bool isKept)
    {
        lock (_gate)
        {
            _isKept ??= isKept;
            var released = _spans;
            _spans = [];
            Interlocked.Add(ref _inAll, -released.Count);
            return released;
        }
    }

    private static bool TryTakeRoom()
    {
        if (Interlocked.Increment(ref _inAll) <= MaximumInAll) return true;
        Interlocked.Decrement(ref _inAll);
        return false;
    }
}
