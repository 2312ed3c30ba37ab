using System.Buffers;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;
using Velro.Caching.Evaluations;

namespace Velro.Caching.Monitoring;

/// <summary>A context that was brought into the caches lately: what they hold must be what the base tables have.</summary>
public sealed class RecentContext(ContextKey key) : IRecentQuestion
{
    /// <inheritdoc/>
    public Task<Agreement> CompareAsync(ConsistencyCheck check, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.CompareAsync<Question, Context?>(new Question(key), AreSame, cancellation);
    }

    /// <inheritdoc/>
    public override string ToString() => key.ToString();

    /// <summary>Two contexts with the same binary form are the same in all that a decision can look at.</summary>
    private static bool AreSame(Context? one, Context? other) =>
        one is null || other is null ? one is null && other is null : BytesOf(one).SequenceEqual(BytesOf(other));

    private static ReadOnlySpan<byte> BytesOf(Context context)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ContextPayload.Write(new PayloadWriter(buffer), context);
        return buffer.WrittenSpan;
    }

    private readonly struct Question(ContextKey key) : IQuestion<Context?>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Context? answer) where TSource : IContextSource =>
            source.TryFind(key, out answer);
    }
}
