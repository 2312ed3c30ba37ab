using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

public sealed partial class ManifestPublishingContext
{
    /// <summary>A container's entry.</summary>
    public async Task WriteContainerAsync(ContainerResource container)
    {
        ArgumentNullException.ThrowIfNull(container);
        if (!container.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
            throw new DistributedApplicationException($"The container '{container.Name}' has no image: choose it with WithImage.");

        Writer.WriteString("type", "container.v0");
        WriteConnectionString(container);
        var registry = image.Registry is { Length: > 0 } host ? $"{host}/" : "";
        var tag = image.Tag is { Length: > 0 } version ? $":{version}" : "";
        Writer.WriteString("image", registry + image.Image + tag);
        if (container.Entrypoint is not null) Writer.WriteString("entrypoint", container.Entrypoint);
        await WriteCommandLineArgumentsAsync(container);
        WriteMounts(container);
        await WriteEnvironmentVariablesAsync(container);
        WriteBindings(container);
    }

    /// <summary>The connection string, when the resource has one.</summary>
    public void WriteConnectionString(IResource resource)
    {
        if (resource is not IResourceWithConnectionString { ConnectionStringExpression: { } expression }) return;
        TryAddDependentResources(expression);
        Writer.WriteString("connectionString", _derived.ExpressionOf(expression));
    }

    /// <summary>The command line, when there is one.</summary>
    public async Task WriteCommandLineArgumentsAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var args = await ResourceConfiguration.GatherArgumentsAsync(resource, ExecutionContext, logger: null, CancellationToken);
        if (args.Count == 0) return;
        Writer.WriteStartArray("args");
        foreach (var arg in args) Writer.WriteStringValue(Expression(arg, $"an argument of '{resource.Name}'"));
        Writer.WriteEndArray();
    }

    /// <summary>The environment, when there is one.</summary>
    public async Task WriteEnvironmentVariablesAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var variables = await ResourceConfiguration.GatherEnvironmentAsync(resource, ExecutionContext, logger: null, CancellationToken);
        if (variables.Count == 0) return;
        Writer.WriteStartObject("env");
        foreach (var (name, value) in variables)
            Writer.WriteString(name, Expression(value, $"the variable '{name}' of '{resource.Name}'"));
        Writer.WriteEndObject();
    }

    /// <summary>The endpoints, when there is one.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "The manifest names protocols in lower case.")]
    public void WriteBindings(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var bindings = _ports.Assign(resource).ToList();
        if (bindings.Count == 0) return;
        Writer.WriteStartObject("bindings");
        foreach (var (endpoint, port, targetPort) in bindings)
        {
            Writer.WriteStartObject(endpoint.Name);
            Writer.WriteString("scheme", endpoint.UriScheme);
            Writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            Writer.WriteString("transport", endpoint.Transport);
            if (port is not null) Writer.WriteNumber("port", port.Value);
            if (targetPort is not null) Writer.WriteNumber("targetPort", targetPort.Value);
            if (endpoint.IsExternal) Writer.WriteBoolean("external", true);
            Writer.WriteEndObject();
        }

        Writer.WriteEndObject();
    }

    private async Task WriteProjectAsync(ProjectResource project)
    {
        Writer.WriteString("type", "project.v0");
        Writer.WriteString("path", GetManifestRelativePath(project.GetProjectMetadata().ProjectPath));
        await WriteCommandLineArgumentsAsync(project);
        await WriteEnvironmentVariablesAsync(project);
        WriteBindings(project);
    }

    private void WriteParameter(ParameterResource parameter)
    {
        Writer.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString) Writer.WriteString("connectionString", parameter.ValueExpression);
        Writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        Writer.WriteStartObject("inputs");
        Writer.WriteStartObject("value");
        Writer.WriteString("type", "string");
        if (parameter.Secret) Writer.WriteBoolean("secret", true);
        if (parameter.Default is not null)
        {
            Writer.WriteStartObject("default");
            parameter.Default.WriteToManifest(this);
            Writer.WriteEndObject();
        }

        Writer.WriteEndObject();
        Writer.WriteEndObject();
    }

    private void WriteMounts(ContainerResource container)
    {
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>().ToLookup(mount => mount.Type);
        WriteMounts("bindMounts", mounts[ContainerMountType.BindMount],
            mount => Writer.WriteString("source", GetManifestRelativePath(mount.Source)));
        WriteMounts("volumes", mounts[ContainerMountType.Volume], mount =>
        {
            if (mount.Source is not null) Writer.WriteString("name", mount.Source);
        });
    }

    private void WriteMounts(string kind, IEnumerable<ContainerMountAnnotation> mounts, Action<ContainerMountAnnotation> writeSource)
    {
        var all = mounts.ToList();
        if (all.Count == 0) return;
        Writer.WriteStartArray(kind);
        foreach (var mount in all)
        {
            Writer.WriteStartObject();
            writeSource(mount);
            Writer.WriteString("target", mount.Target);
            Writer.WriteBoolean("readOnly", mount.IsReadOnly);
            Writer.WriteEndObject();
        }

        Writer.WriteEndArray();
    }

    private string Expression(object value, string where)
    {
        var unwrapped = ResourceConfiguration.Unwrap(value);
        var text = unwrapped is ReferenceExpression expression
            ? _derived.ExpressionOf(expression)
            : ResourceConfiguration.ManifestExpressionOf(unwrapped, where);
        TryAddDependentResources(unwrapped);
        return text;
    }
}
