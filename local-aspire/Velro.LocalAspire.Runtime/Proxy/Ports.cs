using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Velro.LocalAspire.Proxy;

/// <summary>Ports on the loopback interface.</summary>
public static class Ports
{
    // Below the ports that systems give to outgoing connections, so that none of those takes one between its choice and its use.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    private static readonly ConcurrentDictionary<int, bool> GivenOut = new();

    /// <summary>A free port, chosen at random; within one process none is given out twice.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port) && GivenOut.TryAdd(port, true)) return port;
        }
    }

    /// <summary>Refuses a port that another program listens on, before a process is started that would fail on it.</summary>
    /// <exception cref="LocalHostException">The port is taken.</exception>
    public static void EnsureFree(string name, int port, string portVariable)
    {
        if (!IsFree(port)) throw Taken(name, port, portVariable, null);
    }

    internal static LocalHostException Taken(string name, int port, string portVariable, Exception? error) => new(
        "port.taken",
        $"Port {port}, on which {name} is to listen, is taken by another program. Stop that one, or give {name} another port: " +
        $"{portVariable}=<port>.",
        error);

    private static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.IPv6Loopback, port);

    private static bool CanListen(IPAddress address, int port)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) return true;
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException error)
        {
            // Where there is no IPv6 loopback address, nothing can have taken the port on it.
            return error.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
