namespace Velro.Benchmarks.Load;

/// <summary>What a load generator is to do: send requests over connections that are kept, each as soon as the one before was answered.</summary>
internal sealed record LoadJob
{
    /// <summary>The port of the server, on the loopback interface.</summary>
    public required int Port { get; init; }

    /// <summary>The ports of further servers of the same kind, among which the connections are shared out.</summary>
    public IReadOnlyList<int> Others { get; init; } = [];

    /// <summary>How many connections ask at the same time.</summary>
    public required int Connections { get; init; }

    /// <summary>How long; whoever asks each request once may take longer.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether each request is sent once, by one of the connections, however long it takes.</summary>
    public bool Once { get; init; }

    /// <summary>
    /// How many requests a second all of them send together, as far as answers come in time; 0: each the next one as soon as it has its answer.
    /// </summary>
    public double PerSecond { get; init; }

    /// <summary>What they ask, in this order and over and over, each connection beginning at another place.</summary>
    public required IReadOnlyList<LoadRequest> Requests { get; init; }
}

/// <summary>One request and what its answer must hold.</summary>
/// <param name="Bytes">The whole request, headers included.</param>
/// <param name="Expected">A text that a right answer has; null: any answer with the status 200 is right.</param>
internal sealed record LoadRequest(byte[] Bytes, string? Expected);
