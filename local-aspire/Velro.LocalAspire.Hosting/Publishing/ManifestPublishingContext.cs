using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the entries of a manifest.</summary>
public sealed partial class ManifestPublishingContext
{
    private readonly DerivedEntries _derived = new();
    private readonly ManifestPorts _ports = new();

    /// <summary>Says where the manifest goes.</summary>
    public ManifestPublishingContext(
        DistributedApplicationExecutionContext executionContext,
        string manifestPath,
        Utf8JsonWriter writer,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifestPath);
        ExecutionContext = executionContext;
        ManifestPath = manifestPath;
        Writer = writer;
        CancellationToken = cancellationToken;
    }

    /// <summary>What is done with the application.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The manifest's path.</summary>
    public string ManifestPath { get; }

    /// <summary>Writes the manifest.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Ends the writing.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>A path as seen from the manifest's folder.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public string? GetManifestRelativePath(string? path)
    {
        if (path is null) return null;
        var folder = Path.GetDirectoryName(Path.GetFullPath(ManifestPath))!;
        return Path.GetRelativePath(folder, path.Replace('\\', Path.DirectorySeparatorChar)).Replace('\\', '/');
    }

    /// <summary>Has what a value refers to written, too, when the model does not have it.</summary>
    public void TryAddDependentResources(object? value) => _derived.Register(value);

    /// <summary>
    /// The whole manifest: the model in its order, then what was only referred to, then the values derived from parameters and
    /// conditions.
    /// </summary>
    internal async Task WriteModelAsync(DistributedApplicationModel model)
    {
        _derived.TakeNames(model.Resources.Select(resource => resource.Name));
        Writer.WriteStartObject();
        Writer.WriteStartObject("resources");
        foreach (var resource in model.Resources) await WriteResourceAsync(resource);
        while (_derived.NextReferenced(model) is { } resource) await WriteResourceAsync(resource);
        foreach (var encoded in _derived.TakeEncodedOfAll()) WriteEncoded(encoded);
        foreach (var conditional in _derived.Conditionals) await WriteConditionalAsync(conditional);
        Writer.WriteEndObject();
        Writer.WriteEndObject();
    }

    private async Task WriteResourceAsync(IResource resource)
    {
        if (resource.IsExcludedFromPublish()) return;
        Writer.WriteStartObject(resource.Name);
        if (resource.TryGetLastAnnotation<ManifestPublishingCallbackAnnotation>(out var own)) await own.Callback!(this);
        else await WriteBodyAsync(resource);
        Writer.WriteEndObject();
        if (resource is not ParameterResource parameter) return;
        foreach (var encoded in _derived.TakeEncodedOf(parameter)) WriteEncoded(encoded);
    }

    private async Task WriteBodyAsync(IResource resource)
    {
        switch (resource)
        {
            case ContainerResource container: await WriteContainerAsync(container); break;
            case ProjectResource project: await WriteProjectAsync(project); break;
            case ParameterResource parameter: WriteParameter(parameter); break;
            case IResourceWithConnectionString:
                Writer.WriteString("type", "value.v0");
                WriteConnectionString(resource);
                break;
            default: Writer.WriteString("error", "This resource does not support generation in the manifest."); break;
        }
    }

    private void WriteEncoded(EncodedParameter encoded)
    {
        Writer.WriteStartObject(encoded.Name);
        Writer.WriteString("type", "annotated.string");
        Writer.WriteString("value", encoded.Parameter.ValueExpression);
        Writer.WriteString("filter", encoded.Encoding);
        Writer.WriteEndObject();
    }

    private async Task WriteConditionalAsync(ReferenceExpression conditional)
    {
        Writer.WriteStartObject(conditional.Name!);
        Writer.WriteString("type", "value.v0");
        Writer.WriteString("connectionString", await conditional.GetValueAsync(CancellationToken) ?? "");
        Writer.WriteEndObject();
    }
}
