namespace Velro.Benchmarks.Topology;

/// <summary>The environment of a server that is measured: of this process's own only what a program needs to run at all.</summary>
internal static class ProgramEnvironment
{
    public static IReadOnlyDictionary<string, string> Inherited { get; } = new[] { "PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "LANG" }
        .Select(static name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(static variable => variable.Value is not null)
        .ToDictionary(static variable => variable.Name, static variable => variable.Value!);
}
