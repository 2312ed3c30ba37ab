namespace Velro.LocalAspire.Dashboard.Telemetry;

/// <summary>A process that sends telemetry: a service's name, and which of its instances it is.</summary>
/// <param name="Service">OpenTelemetry's <c>service.name</c>, which is the resource's name.</param>
/// <param name="Instance">OpenTelemetry's <c>service.instance.id</c>; empty when it says none.</param>
/// <param name="Attributes">All that it says of itself.</param>
public sealed record TelemetrySource(string Service, string Instance, KeyValuePair<string, string>[] Attributes)
{
    /// <summary>What it is called: a service's name where it has one instance only. Set by who knows the others.</summary>
    public string DisplayName { get; set; } = Service;

    /// <summary>Whether it is meant by a name: its service's, which means all instances, or its own.</summary>
    public bool IsNamed(string name) =>
        string.Equals(Service, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(DisplayName, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The time of its first point of a metric, UTC.</summary>
    public DateTime? FirstMeasured { get; set; }

    // Two are the same when they are one object.
    public bool Equals(TelemetrySource? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
