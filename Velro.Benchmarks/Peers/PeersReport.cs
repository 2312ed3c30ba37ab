using Velro.Benchmarks.Load;
using Velro.Benchmarks.Reports;

namespace Velro.Benchmarks.Peers;

/// <summary>A peer under one kind of load.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Size">How many decisions a request asks for.</param>
/// <param name="Job">The load.</param>
internal sealed record PeerLoad(IPeer Peer, int Size, LoadJob Job)
{
    public List<MeasuredRound> Rounds { get; } = [];

    /// <summary>Decisions a second, of each round.</summary>
    public IEnumerable<double> PerSecond => Rounds.Select(round => round.PerSecond * Size);

    /// <summary>The server's processor time for a decision, in microseconds, of each round.</summary>
    public IEnumerable<double> Processor => Rounds.Select(round => round.ProcessorMicroseconds / Size);
}

/// <summary>Somebody who could not be measured.</summary>
internal sealed record AbsentPeer(string Name, string Reason);

/// <summary>All of a run. The first of the peers is the bare server.</summary>
internal sealed record PeersReport(
    Machine Machine, int Relationships, int Questions, int Connections, IReadOnlyList<PeerLoad> Peers, IReadOnlyList<AbsentPeer> Absent)
{
    /// <summary>Decisions a second to the bare server's requests a second in the same round.</summary>
    public Spread RatioOf(PeerLoad peer) => Spread.Of(peer.PerSecond.Zip(Peers[0].PerSecond, static (of, bare) => of / bare));

    /// <summary>The server's processor time for a decision to that of the bare server for a request: lower is better.</summary>
    public Spread ProcessorRatioOf(PeerLoad peer) => Spread.Of(peer.Processor.Zip(Peers[0].Processor, static (of, bare) => of / bare));

    /// <summary>What is worth keeping.</summary>
    public object ToJson() => new
    {
        Machine,
        Relationships,
        Questions,
        Connections,
        Peers = Peers.Select(each => new
        {
            each.Peer.Name,
            each.Peer.Setup,
            each.Size,
            RatioToBareKestrel = RatioOf(each),
            ProcessorRatioToBareKestrel = ProcessorRatioOf(each),
            each.Rounds,
        }),
        Absent,
    };
}
