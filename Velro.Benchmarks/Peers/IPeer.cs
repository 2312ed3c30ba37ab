using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;
using Velro.Benchmarks.Topology;

namespace Velro.Benchmarks.Peers;

/// <summary>Who is measured: a server that runs, and how it is asked.</summary>
internal interface IPeer
{
    /// <summary>What it is, with its version.</summary>
    string Name { get; }

    /// <summary>What it does for an answer.</summary>
    string Setup { get; }

    ServerProcess Server { get; }

    /// <summary>The request that asks a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="expected">The decision that the answer must hold.</param>
    LoadRequest RequestOf(Question question, bool expected);

    /// <summary>The request that asks whether one user may do one thing to each of many generations; null: it has no batches.</summary>
    LoadRequest? BatchOf(IReadOnlyList<Question> questions);
}
