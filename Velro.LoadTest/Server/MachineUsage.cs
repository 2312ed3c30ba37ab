using System.Globalization;

namespace Velro.LoadTest.Server;

/// <summary>What the machine that this runs on has used so far: what the server uses too, where it is the same one (Linux).</summary>
/// <param name="Busy">Time of all processors that was used, in ticks of the kernel.</param>
/// <param name="All">Time of all processors.</param>
/// <param name="MemoryShare">The share of the memory that is in use, 0 to 1: what cannot be had without swapping.</param>
internal sealed record MachineUsage(double Busy, double All, double MemoryShare)
{
    /// <summary>Reads it; null: this is no Linux, or the server is elsewhere.</summary>
    public static MachineUsage? Read(Uri address)
    {
        if (!OperatingSystem.IsLinux() || !address.IsLoopback) return null;
        var times = File.ReadLines("/proc/stat").First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8)
            .Select(static text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        var memory = File.ReadLines("/proc/meminfo").Take(3)
            .Select(static line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
            .ToArray();
        return new MachineUsage(times.Sum() - times[3] - times[4], times.Sum(), 1 - (memory[2] / memory[0]));
    }

    /// <summary>The share of all processors that was used since then, 0 to 1.</summary>
    public double ProcessorsSince(MachineUsage since) => All > since.All ? (Busy - since.Busy) / (All - since.All) : 0;
}
