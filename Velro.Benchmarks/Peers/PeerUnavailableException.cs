namespace Velro.Benchmarks.Peers;

/// <summary>A peer cannot be had on this machine; the message says why, for its row.</summary>
internal sealed class PeerUnavailableException(string reason) : Exception(reason);
