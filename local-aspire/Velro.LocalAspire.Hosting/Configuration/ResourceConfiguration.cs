using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting;

/// <summary>
/// What a resource is started with: its callbacks give texts and values (the first half, all that the manifest needs),
/// and each value is resolved when the application runs (the second half, which waits for addresses and parameters).
/// </summary>
internal static class ResourceConfiguration
{
    /// <summary>Environment variables in the order they were first set.</summary>
    public static async Task<Dictionary<string, object>> GatherEnvironmentAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, ILogger? logger, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, [], cancellationToken)
        {
            Logger = logger ?? NullLogger.Instance,
        };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    /// <summary>Command line arguments in their order.</summary>
    public static async Task<IReadOnlyList<object>> GatherArgumentsAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, ILogger? logger, CancellationToken cancellationToken)
    {
        var args = new List<object>();
        var context = new CommandLineArgsCallbackContext(args, resource, cancellationToken)
        {
            ExecutionContext = executionContext,
            Logger = logger ?? NullLogger.Instance,
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        return args;
    }

    /// <summary>Environment variables with their values. A value that is null (an optional connection string) sets no variable.</summary>
    public static async Task<Dictionary<string, string>> ResolveEnvironmentAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, ILogger? logger, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, string>();
        foreach (var (name, value) in await GatherEnvironmentAsync(resource, executionContext, logger, cancellationToken))
        {
            if (await ResolveAsync(value, $"the variable '{name}' of '{resource.Name}'", cancellationToken) is { } text)
                resolved[name] = text;
        }

        return resolved;
    }

    /// <summary>Command line arguments with their values.</summary>
    public static async Task<IReadOnlyList<string>> ResolveArgumentsAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, ILogger? logger, CancellationToken cancellationToken)
    {
        var resolved = new List<string>();
        foreach (var value in await GatherArgumentsAsync(resource, executionContext, logger, cancellationToken))
        {
            if (await ResolveAsync(value, $"an argument of '{resource.Name}'", cancellationToken) is { } text) resolved.Add(text);
        }

        return resolved;
    }

    /// <summary>How the manifest writes a text or value.</summary>
    public static string ManifestExpressionOf(object value, string where) => Unwrap(value) switch
    {
        string text => text,
        IManifestExpressionProvider expression => expression.ValueExpression,
        IFormattable simple => simple.ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth.ToString(),
        var other => throw Unsupported(other, where),
    };

    /// <summary>The resource that a resource's builder stands for, and else the value itself.</summary>
    public static object Unwrap(object value) => value is IResourceBuilder<IResource> builder ? builder.Resource : value;

    private static async ValueTask<string?> ResolveAsync(object value, string where, CancellationToken cancellationToken) =>
        Unwrap(value) switch
        {
            string text => text,
            IValueProvider provider => await provider.GetValueAsync(cancellationToken),
            IFormattable simple => simple.ToString(null, CultureInfo.InvariantCulture),
            bool truth => truth.ToString(),
            var other => throw Unsupported(other, where),
        };

    private static DistributedApplicationException Unsupported(object value, string where) =>
        new($"A {value.GetType().Name} cannot be {where}: use a text, a number, a parameter, an endpoint, "
            + "a connection string or a ReferenceExpression.");
}
