namespace Velro.Benchmarks.Load;

/// <summary>What a load generator is to do: send requests over connections that are kept, each as soon as the one before was answered.</summary>
internal sealed record LoadJob
{
    /// <summary>The port of the server, on the loopback interface.</summary>
    public required int Port { get; init; }

    /// <summary>How many connections ask at the same time.</summary>
    public required int Connections { get; init; }

    /// <summary>How long.</summary>
    public required double Seconds { get; init; }

    /// <summary>What they ask, over and over, each connection beginning at another place.</summary>
    public required IReadOnlyList<LoadRequest> Requests { get; init; }
}

/// <summary>One request and what its answer must hold.</summary>
/// <param name="Bytes">The whole request, headers included.</param>
/// <param name="Expected">A text that a right answer has; null: any answer with the status 200 is right.</param>
internal sealed record LoadRequest(byte[] Bytes, string? Expected);
