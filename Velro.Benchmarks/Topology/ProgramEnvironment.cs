using System.Collections;

namespace Velro.Benchmarks.Topology;

/// <summary>
/// The environment of a server that is measured: of this process's own only what a program needs to run at all, and what the runtime is told
/// (<c>DOTNET_*</c>), so that settings of it can be compared and a profiler attached.
/// </summary>
internal static class ProgramEnvironment
{
    private static readonly string[] Needed = ["PATH", "HOME", "TMPDIR", "LANG"];

    public static IReadOnlyDictionary<string, string> Inherited { get; } = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(static variable => (Name: (string)variable.Key, Value: (string)variable.Value!))
        .Where(static variable => Needed.Contains(variable.Name) || variable.Name.StartsWith("DOTNET_", StringComparison.Ordinal))
        .ToDictionary(static variable => variable.Name, static variable => variable.Value);
}
