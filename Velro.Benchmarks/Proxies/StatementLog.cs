using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Velro.Data.Pools;

namespace Velro.Benchmarks.Proxies;

/// <summary>
/// What clients have Postgres do, as it goes over the wire (protocol 3.0, without encryption): each time that one of them sends something and
/// waits for its answer, with the names of the statements in it.
/// </summary>
internal sealed class StatementLog : IProxyListener
{
    private readonly ConcurrentQueue<StatementTrip> _trips = [];

    /// <summary>Those since the last call, in the order in which they were sent.</summary>
    public IReadOnlyList<StatementTrip> Take()
    {
        var taken = new List<StatementTrip>();
        while (_trips.TryDequeue(out var trip)) taken.Add(trip);
        return taken;
    }

    public Action<ReadOnlySpan<byte>> Connected() => new ClientStream(_trips).Read;

    /// <summary>One connection: which statements it has prepared, and what it has sent since its last round trip.</summary>
    private sealed class ClientStream(ConcurrentQueue<StatementTrip> trips)
    {
        private const int StartupVersion = 3 << 16;

        private readonly Dictionary<string, string> _prepared = [];
        private readonly List<string> _executed = [];
        private readonly List<string> _parsed = [];
        private byte[] _rest = [];
        private bool _isStarted;

        public void Read(ReadOnlySpan<byte> sent)
        {
            byte[] all = [.. _rest, .. sent];
            var at = 0;
            while (LengthAt(all, at) is { } length && all.Length - at >= length)
            {
                Take(all.AsSpan(at, length));
                at += length;
            }

            _rest = all[at..];
        }

        /// <summary>Before a client has started its messages have no type.</summary>
        private int? LengthAt(byte[] all, int at)
        {
            var typeLength = _isStarted ? 1 : 0;
            return all.Length - at < typeLength + 4 ? null : typeLength + BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(at + typeLength));
        }

        private void Take(ReadOnlySpan<byte> message)
        {
            if (!_isStarted)
            {
                _isStarted = BinaryPrimitives.ReadInt32BigEndian(message[4..]) == StartupVersion;
                Add(StatementTripKind.Connect, []);
                return;
            }

            var content = message[5..];
            switch (message[0])
            {
                case (byte)'p':
                    Add(StatementTripKind.Connect, []);
                    break;
                case (byte)'Q':
                    Add(StatementTripKind.Execute, [NameOf(TextIn(ref content))]);
                    break;
                case (byte)'P':
                    var name = TextIn(ref content);
                    _parsed.Add(_prepared[name] = NameOf(TextIn(ref content)));
                    break;
                case (byte)'B':
                    TextIn(ref content);
                    _executed.Add(_prepared.GetValueOrDefault(TextIn(ref content), "?"));
                    break;
                case (byte)'S':
                    Add(_executed.Count > 0 ? StatementTripKind.Execute : StatementTripKind.Prepare, _executed);
                    _executed.Clear();
                    _parsed.Clear();
                    break;
            }
        }

        private void Add(StatementTripKind kind, IEnumerable<string> statements) =>
            trips.Enqueue(new StatementTrip(kind, [.. statements], [.. _parsed]));

        private static string TextIn(ref ReadOnlySpan<byte> content)
        {
            var end = content.IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(content[..end]);
            content = content[(end + 1)..];
            return text;
        }

        private static string NameOf(string statement) => StatementName.Of(statement) ?? statement.TrimStart().Split(' ', '\n')[0];
    }
}

/// <summary>One round trip of one connection.</summary>
/// <param name="Kind">What it was for.</param>
/// <param name="Statements">The names of the statements that are executed, or the first words of those that have none.</param>
/// <param name="Parsed">Those that the connection had not parsed before.</param>
internal sealed record StatementTrip(StatementTripKind Kind, IReadOnlyList<string> Statements, IReadOnlyList<string> Parsed)
{
    /// <summary>Whether it loads contexts for questions; the monitor's, which nobody waits for, are of a transaction that was begun before.</summary>
    public bool IsLoad => Statements.Contains("begin") && Statements.Any(static name => name.StartsWith("contexts.", StringComparison.Ordinal));
}

/// <summary>What a round trip is for.</summary>
internal enum StatementTripKind
{
    /// <summary>A new connection, or its authentication.</summary>
    Connect,

    /// <summary>Statements are prepared and nothing is executed.</summary>
    Prepare,

    /// <summary>Statements are executed.</summary>
    Execute,
}
