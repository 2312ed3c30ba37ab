using Velro.Benchmarks.Model;

namespace Velro.Benchmarks.Kestrel;

/// <summary>
/// The least that a server of the AuthZEN API can be: the request read, the answer written, and <c>true</c> for everybody. Nothing is
/// validated, counted or logged. What Velro is compared with.
/// </summary>
internal static class BareKestrel
{
    /// <summary>The command that starts it.</summary>
    public const string Command = "bare-kestrel";

    public static Task<int> RunAsync() => EvaluationEndpoint.RunAsync(static (_, _) => ValueTask.FromResult<bool?>(true));
}
