using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Puts the parts of a connection together.</summary>
public static class ConnectionPropertiesExtensions
{
    /// <summary>The parts of a resource's connection, with others in place of those of the same name or behind them.</summary>
    public static IEnumerable<KeyValuePair<string, ReferenceExpression>> CombineProperties(
        this IResourceWithConnectionString source, IEnumerable<KeyValuePair<string, ReferenceExpression>> additional)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(additional);
        var combined = new OrderedDictionary<string, ReferenceExpression>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in source.GetConnectionProperties().Concat(additional)) combined[name] = value;
        return combined;
    }
}
