using System.Reflection;
using Velro.LocalAspire.Builds;

namespace Velro.Benchmarks.Topology;

/// <summary>The API as its own project was built, together with this program.</summary>
internal static class MeasuredApi
{
    /// <summary>The path of its assembly.</summary>
    public static Task<string> AssemblyAsync() => ProjectOutput.FindAsync(Project, AppContext.BaseDirectory, CancellationToken.None);

    /// <summary>The folder of the repository that this program was built from.</summary>
    public static string Repository => Path.GetDirectoryName(Path.GetDirectoryName(Project))!;

    private static string Project => Path.GetFullPath(
        typeof(MeasuredApi).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static one => one.Key == "AuthApiProject").Value!);
}
