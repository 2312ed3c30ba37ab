using System.Diagnostics;

namespace Velro.Benchmarks.Topology;

/// <summary>The processor time of a process that need not be a child of this one.</summary>
internal static class ProcessorTime
{
    /// <summary>User and system time since its start, to the system's clock tick (usually 10 ms).</summary>
    public static TimeSpan Of(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }
}
