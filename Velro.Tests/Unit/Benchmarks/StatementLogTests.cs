using System.Buffers.Binary;
using System.Text;
using Velro.Benchmarks.Proxies;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>What a client sends to Postgres, told by round trips, however it is cut into pieces.</summary>
public sealed class StatementLogTests
{
    private const string Users = "/* velro:contexts.users */ select 1";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Connecting_preparing_and_executing_are_told_apart(int pieceLength)
    {
        var log = new StatementLog();
        var hear = log.Connected();
        byte[] sent =
        [
            .. Untyped(80877103), .. Untyped(196608), .. Typed('p', "secret"),
            .. Typed('P', "_p1\0begin\0\0\0"), .. Typed('P', $"_p2\0{Users}\0\0\0"), .. Typed('S', ""),
            .. Typed('B', "\0_p1\0"), .. Typed('E', "\0"), .. Typed('B', "\0_p2\0"), .. Typed('E', "\0"), .. Typed('S', ""),
            .. Typed('P', "_p3\0commit\0\0\0"), .. Typed('B', "\0_p3\0"), .. Typed('S', ""),
            .. Typed('Q', "rollback\0"),
        ];
        foreach (var piece in sent.Chunk(pieceLength)) hear(piece);

        Assert.Equal(
            [
                "Connect::", "Connect::", "Connect::", "Prepare::begin,contexts.users", "Execute:begin,contexts.users:", "Execute:commit:commit",
                "Execute:rollback:",
            ],
            log.Take().Select(static trip => $"{trip.Kind}:{string.Join(',', trip.Statements)}:{string.Join(',', trip.Parsed)}"));
        Assert.Empty(log.Take());
    }

    [Fact]
    public void Connections_prepare_each_for_itself_and_only_transactions_of_loads_count_as_loads()
    {
        var log = new StatementLog();
        var (one, other) = (log.Connected(), log.Connected());
        foreach (var hear in (Action<ReadOnlySpan<byte>>[])[one, other]) hear(Untyped(196608));
        one([.. Typed('P', $"_p1\0{Users}\0\0\0"), .. Typed('B', "\0_p1\0"), .. Typed('S', "")]);
        other([.. Typed('P', "_p1\0begin\0\0\0"), .. Typed('P', $"_p2\0{Users}\0\0\0"), .. Typed('B', "\0_p1\0"), .. Typed('B', "\0_p2\0"), .. Typed('S', "")]);

        var trips = log.Take().Where(static trip => trip.Kind == StatementTripKind.Execute).ToArray();
        Assert.Equal(["contexts.users"], trips[0].Statements);
        Assert.Equal(["begin", "contexts.users"], trips[1].Statements);
        Assert.Equal([false, true], trips.Select(static trip => trip.IsLoad));
    }

    private static byte[] Untyped(int code)
    {
        var message = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), code);
        return message;
    }

    private static byte[] Typed(char type, string content)
    {
        var message = new byte[5 + Encoding.UTF8.GetByteCount(content)];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.UTF8.GetBytes(content, message.AsSpan(5));
        return message;
    }
}
