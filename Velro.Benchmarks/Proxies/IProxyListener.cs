namespace Velro.Benchmarks.Proxies;

/// <summary>Hears what the clients of a proxy send.</summary>
internal interface IProxyListener
{
    /// <summary>Called for each new connection.</summary>
    /// <returns>What is called with each piece that the client sends, in order and one at a time.</returns>
    Action<ReadOnlySpan<byte>> Connected();
}
