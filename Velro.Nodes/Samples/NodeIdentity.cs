using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Velro.Nodes.Samples;

/// <summary>What this process is called.</summary>
public sealed class NodeIdentity
{
    private const string InstanceId = "service.instance.id=";

    /// <summary>Finds it out.</summary>
    /// <param name="process">What the process is: <c>authapi</c> or <c>warmer</c>.</param>
    /// <param name="options">The settings.</param>
    /// <param name="configuration">The environment.</param>
    /// <param name="time">The clock.</param>
    public NodeIdentity(string process, IOptions<SampleOptions> options, IConfiguration configuration, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(time);
        Process = process;
        Name = options.Value.Name is { Length: > 0 } name ? name : $"{process}-{InstanceFrom(configuration) ?? $"{Environment.MachineName}-{Environment.ProcessId}"}";
        StartedAt = time.GetUtcNow();
    }

    /// <summary>Its name, one of all.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Process { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Its release.</summary>
    public string Version { get; } = typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>It is one among the instances of a process: another process may have one of the same name.</summary>
    private static string? InstanceFrom(IConfiguration configuration) => (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "")
        .Split(',', StringSplitOptions.TrimEntries)
        .Where(static attribute => attribute.StartsWith(InstanceId, StringComparison.Ordinal))
        .Select(static attribute => attribute[InstanceId.Length..])
        .FirstOrDefault(static name => name.Length is > 0 and <= 200);
}
