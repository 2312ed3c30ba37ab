using System.Globalization;
using System.Runtime.InteropServices;

namespace Velro.Benchmarks.Reports;

/// <summary>On what a run was made, without which no figure means anything.</summary>
/// <param name="Date">The day, in UTC.</param>
/// <param name="Processors">How many there are; the load comes from the same ones.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="System">The operating system.</param>
/// <param name="LoadAtStart">What ran already, as the load average of a minute: above a tenth of the processors the machine was not idle.</param>
internal sealed record Machine(string Date, int Processors, string Runtime, string System, double? LoadAtStart)
{
    public static Machine Now() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        LoadAverage());

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Date}, {Processors} processors shared with the client, {Runtime}, load of the machine at the start {LoadAtStart?.ToString("0.0", CultureInfo.InvariantCulture) ?? "unknown"}");

    private static double? LoadAverage() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : null;
}
