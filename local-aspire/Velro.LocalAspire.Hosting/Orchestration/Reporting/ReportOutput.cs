using Velro.LocalAspire.Hosting;

namespace Velro.LocalAspire.Orchestration.Reporting;

/// <summary>Where the host speaks to the person who started it.</summary>
/// <param name="Writer">Takes the lines.</param>
internal sealed record ReportOutput(TextWriter Writer)
{
    /// <summary>The console; under test nothing, since nobody reads along and several applications run at once.</summary>
    public static ReportOutput For(LocalHostSettings settings) => new(settings.ThrowAwayState ? TextWriter.Null : Console.Out);
}
