using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Velro.Tests.Security.Secrets;

/// <summary>Spans to which an exporter adds while others are read.</summary>
internal sealed class ConcurrentSpans : ICollection<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public int Count => _spans.Count;

    public bool IsReadOnly => false;

    /// <summary>What the spans so far say: names, tags and events.</summary>
    public string[] Texts() =>
    [
        .. _spans.SelectMany(static span => span.TagObjects.Select(tag => $"{span.DisplayName} {tag.Key}={tag.Value}")
            .Concat(span.Events.SelectMany(static one => one.Tags.Select(static tag => $"{tag.Key}={tag.Value}")))
            .Append($"{span.DisplayName} {span.StatusDescription}")),
    ];

    public void Add(Activity item) => _spans.Enqueue(item);

    public void Clear() => _spans.Clear();

    public bool Contains(Activity item) => _spans.Contains(item);

    public void CopyTo(Activity[] array, int arrayIndex) => _spans.CopyTo(array, arrayIndex);

    public bool Remove(Activity item) => throw new NotSupportedException();

    public IEnumerator<Activity> GetEnumerator() => _spans.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
