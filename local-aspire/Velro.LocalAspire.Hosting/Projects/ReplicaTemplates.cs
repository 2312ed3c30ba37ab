using System.Text.RegularExpressions;

namespace Aspire.Hosting;

/// <summary>
/// Places in variables that each replica fills in: its own port and its own identity. What a project's callbacks give is the same for
/// all replicas; what differs between them is written as a template in it.
/// </summary>
internal static partial class ReplicaTemplates
{
    public const string InstanceId = "{{- replica instance -}}";

    public static string TargetPort(string endpointName) => $"{{{{- replica port {endpointName} -}}}}";

    /// <summary>A value with a replica's own port and identity in their places.</summary>
    public static string Fill(string value, string instanceId, Func<string, int> portOfEndpoint) =>
        Template().Replace(value, match => match.Groups["endpoint"] is { Success: true } endpoint
            ? $"{portOfEndpoint(endpoint.Value)}"
            : instanceId);

    [GeneratedRegex(@"\{\{- replica (instance|port (?<endpoint>[A-Za-z0-9-]+)) -\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Template();
}
