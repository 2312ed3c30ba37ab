using System.Reflection;
using Velro.LocalAspire.Builds;

namespace Velro.Benchmarks.Topology;

/// <summary>The API as its own project was built, together with this program.</summary>
internal static class MeasuredApi
{
    /// <summary>The path of its assembly.</summary>
    public static Task<string> AssemblyAsync()
    {
        var project = typeof(MeasuredApi).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static a => a.Key == "AuthApiProject").Value!;
        return ProjectOutput.FindAsync(Path.GetFullPath(project), AppContext.BaseDirectory, CancellationToken.None);
    }
}
