using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Orchestration.Lives;

namespace Velro.LocalAspire.Orchestration.Reporting;

/// <summary>Says on the console what is being started, how long each part took, and later only what nobody asked for.</summary>
internal sealed class StartReport(ReportOutput output, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _begin = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, long> _begins = [];
    private int _width;

    /// <summary>Says what is being started.</summary>
    public void Plan(IReadOnlyList<ResourceLife> parts, string stateFolder)
    {
        _width = parts.Max(part => part.Resource.Name.Length);
        Say($"Starting {string.Join(", ", parts.Select(part => part.Resource.Name))}. State: {stateFolder}");
    }

    /// <summary>A part begins its start: it has waited for all it has to wait for.</summary>
    public void Begins(IResource resource) => _begins[resource.Name] = time.GetTimestamp();

    /// <summary>A part is ready, has done its work, or failed.</summary>
    public void Settled(ResourceLife part, IReadOnlyList<CustomResourceSnapshot> instances)
    {
        var took = _begins.TryGetValue(part.Resource.Name, out var begin) ? Seconds(time.GetElapsedTime(begin)) : "";
        var name = part.Resource.Name.PadRight(_width);
        var failed = instances.FirstOrDefault(instance => instance.ExitCode is not (null or 0));
        Say(part switch
        {
            { Failure: { } failure } => $"  {name}  failed: {failure.Message}",
            { IsStartedByHand: true } => $"  {name}  not started: it is left to a person",
            _ when failed is not null => $"  {name}  failed after {took} with exit code {failed.ExitCode}",
            _ when instances.All(instance => instance.State?.Text == KnownResourceStates.Running) => $"  {name}  ready in {took}  {part.Description}",
            _ => $"  {name}  done in {took}",
        });
    }

    /// <summary>All parts are ready or have failed.</summary>
    public void End(bool isWhole) => Say(isWhole
        ? $"Ready in {Seconds(time.GetElapsedTime(_begin))}."
        : $"Not everything runs (after {Seconds(time.GetElapsedTime(_begin))}).");

    /// <summary>Writes a line.</summary>
    public void Say(string text)
    {
        lock (_gate) output.Writer.WriteLine(text);
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds,4:0.0} s");
}
