using System.Collections.Concurrent;
using Velro.AuthApi.Authorization.Evaluation;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>A place for a plain batch and for what comes of it, used again and again: an evaluation takes no memory of its own.</summary>
internal sealed class PlainBatch
{
    private static readonly ConcurrentBag<PlainBatch> Idle = [];

    private readonly PlainItem[] _items = new PlainItem[BatchBodyReader.MaximumItems];
    private readonly ItemOutcome[] _outcomes = new ItemOutcome[BatchBodyReader.MaximumItems];

    private PlainBatch()
    {
    }

    /// <summary>How many evaluations there are.</summary>
    public int Count { get; private set; }

    /// <summary>In the order of the request.</summary>
    public ReadOnlySpan<PlainItem> Items => _items.AsSpan(0, Count);

    /// <summary>What came of each.</summary>
    public Span<ItemOutcome> Outcomes => _outcomes.AsSpan(0, Count);

    /// <summary>A place that nobody uses.</summary>
    public static PlainBatch Take() => Idle.TryTake(out var idle) ? idle : new PlainBatch();

    /// <summary>Gives the place back.</summary>
    public void Release()
    {
        Outcomes.Clear();
        Clear();
        Idle.Add(this);
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _items.AsSpan(0, Count).Clear();
        Count = 0;
    }

    /// <summary>Takes one more evaluation. False: there are too many.</summary>
    public bool TryAdd(in PlainItem item)
    {
        if (Count == _items.Length) return false;
        _items[Count++] = item;
        return true;
    }

    /// <summary>Has each evaluation say what it does not say itself. False: neither does the batch.</summary>
    public bool TryComplete(in PlainItem defaults)
    {
        foreach (ref var item in _items.AsSpan(0, Count))
        {
            if (!item.HasSubject) item.Subject = defaults.Subject;
            if (!item.HasResource) item.Resource = defaults.Resource;
            item.Action ??= defaults.Action;
            if (!item.IsWhole) return false;
        }

        return true;
    }
}
