using System.Diagnostics.CodeAnalysis;

namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>
/// A queue of bounded length: a new item takes the place of the oldest. It grows as it is filled. Not for several threads.
/// </summary>
/// <param name="capacity">How many items it holds at most.</param>
internal sealed class RingBuffer<T>(int capacity)
{
    private const int FirstSize = 16;

    private T[] _items = [];
    private int _first;

    public int Count { get; private set; }

    /// <summary>An item by its age: 0 is the oldest.</summary>
    public T this[int index]
    {
        get => _items[Place(index)];
        set => _items[Place(index)] = value;
    }

    /// <summary>Adds an item; the one whose place it takes is handed out.</summary>
    /// <returns>Whether an item had to go.</returns>
    public bool Add(T item, [MaybeNullWhen(false)] out T displaced)
    {
        displaced = default;
        if (Count == capacity)
        {
            displaced = _items[_first];
            _items[_first] = item;
            _first = (_first + 1) % _items.Length;
            return true;
        }

        if (Count == _items.Length) Grow();
        _items[Place(Count)] = item;
        Count++;
        return false;
    }

    /// <summary>Adds an item.</summary>
    public void Add(T item) => Add(item, out _);

    /// <summary>Takes the oldest item out.</summary>
    public bool TryRemoveOldest([MaybeNullWhen(false)] out T item)
    {
        item = default;
        if (Count == 0) return false;
        item = _items[_first];
        _items[_first] = default!;
        _first = (_first + 1) % _items.Length;
        Count--;
        return true;
    }

    /// <summary>A copy, the oldest first.</summary>
    public T[] ToArray()
    {
        var copy = new T[Count];
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies all, the oldest first.</summary>
    public void CopyTo(Span<T> target)
    {
        var untilTheEnd = Math.Min(Count, _items.Length - _first);
        _items.AsSpan(_first, untilTheEnd).CopyTo(target);
        _items.AsSpan(0, Count - untilTheEnd).CopyTo(target[untilTheEnd..]);
    }

    /// <summary>Forgets everything, and gives the memory back.</summary>
    public void Clear() => (_items, _first, Count) = ([], 0, 0);

    private int Place(int index) => (_first + index) % _items.Length;

    private void Grow()
    {
        var larger = new T[Math.Min(capacity, Math.Max(FirstSize, _items.Length * 2))];
        CopyTo(larger);
        (_items, _first) = (larger, 0);
    }
}
