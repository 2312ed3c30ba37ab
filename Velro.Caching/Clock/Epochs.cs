using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Velro.Authorization.Contexts;
using Velro.Caching.Entries;
using Velro.Data.Feed;

namespace Velro.Caching.Clock;

/// <summary>
/// The epochs of the kinds of contexts. Each mixes the payload format, the database, and the flush values of all and of its kind, so that
/// nothing that was cached under another of any of these is ever found.
/// </summary>
public sealed class Epochs
{
    private static readonly ContextKind LastKind = Enum.GetValues<ContextKind>().Max();

    private readonly ulong[] _byKind;

    private Epochs(ImmutableArray<ulong> flushValues, ulong[] byKind) => (FlushValues, _byKind) = (flushValues, byKind);

    /// <summary>The flush values that they rest on.</summary>
    public ImmutableArray<ulong> FlushValues { get; }

    /// <summary>The epochs under an answer of the database.</summary>
    public static Epochs Of(FeedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var (values, incarnation) = (answer.FlushValues, answer.Incarnation);
        var byKind = new ulong[(int)LastKind + 1];
        for (var kind = 1; kind < byKind.Length; kind++)
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{EntryFormat.Version}/{incarnation.SystemIdentifier}/{incarnation.DatabaseOid}/{ValueOf(0)}/{kind}/{ValueOf(kind)}");
            byKind[kind] = XxHash64.HashToUInt64(Encoding.ASCII.GetBytes(text));
        }

        return new Epochs(values, byKind);

        ulong ValueOf(int kind) => kind < values.Length ? values[kind] : 0;
    }

    /// <summary>These, or others when <paramref name="answer"/> says that something was flushed.</summary>
    public Epochs After(FeedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.FlushValues.AsSpan().SequenceEqual(FlushValues.AsSpan()) ? this : Of(answer);
    }

    /// <summary>The epoch of a kind.</summary>
    public ulong Of(ContextKind kind) => _byKind[(int)kind];
}
