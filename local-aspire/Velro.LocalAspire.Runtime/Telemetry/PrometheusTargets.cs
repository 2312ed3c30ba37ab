using System.Text.Json;

namespace Velro.LocalAspire.Telemetry;

/// <summary>
/// Tells Prometheus where every replica serves <c>/metrics</c>, on its own port, in the format of its file-based service discovery.
/// A proxied endpoint would give the numbers of one replica or another.
/// </summary>
public sealed class PrometheusTargets
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Target> _targets = new(StringComparer.Ordinal);

    /// <summary>Creates the list, empty; that of an earlier run is replaced.</summary>
    /// <param name="folder">The folder that gets <c>targets.json</c>.</param>
    public PrometheusTargets(string folder)
    {
        FullName = Path.Combine(folder, "targets.json");
        Write();
    }

    /// <summary>The file.</summary>
    public string FullName { get; }

    /// <summary>Adds a replica, or changes its address.</summary>
    public void Add(string resource, string replica, Uri address)
    {
        lock (_gate)
        {
            _targets[replica] = new Target([address.Authority], new Labels(resource, replica, address.Scheme));
            Write();
        }
    }

    /// <summary>Takes a replica out.</summary>
    public void Remove(string replica)
    {
        lock (_gate)
        {
            if (_targets.Remove(replica)) Write();
        }
    }

    private void Write()
    {
        // Prometheus reads it whenever it changes, so it must never see a half.
        var draft = FullName + ".draft";
        try
        {
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(_targets.Values, JsonSerializerOptions.Web));
            File.Move(draft, FullName, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A list that is out of date is no reason to keep a process from starting or ending; the next change writes all of it.
        }
    }

    private sealed record Target(string[] Targets, Labels Labels);

    // "job" and "instance" are what Prometheus would make up itself; the scheme is a label that it takes for the request.
    private sealed record Labels(
        string Job,
        string Instance,
        [property: System.Text.Json.Serialization.JsonPropertyName("__scheme__")] string Scheme);
}
