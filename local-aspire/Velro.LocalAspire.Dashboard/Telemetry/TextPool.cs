using System.Collections.Concurrent;

namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>
/// Keeps one copy of texts that come again and again: the names of attributes and spans, short values. Every message on the wire brings
/// a new copy of each.
/// </summary>
internal sealed class TextPool
{
    private const int MaxCount = 20_000;
    private const int MaxLength = 64;

    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The copy of a text that is kept; the text itself when it is long, or when enough are kept.</summary>
    public string One(string text)
    {
        if (text.Length > MaxLength) return text;
        if (_texts.TryGetValue(text, out var kept)) return kept;
        if (_count < MaxCount && _texts.TryAdd(text, text)) Interlocked.Increment(ref _count);
        return text;
    }
}
