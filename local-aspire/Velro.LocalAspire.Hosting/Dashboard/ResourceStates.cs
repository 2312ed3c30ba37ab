using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Velro.LocalAspire.Dashboard.Contract;

namespace Velro.LocalAspire.Dashboard;

/// <summary>Tells of a resource in the words that the dashboard reads.</summary>
internal static class ResourceStates
{
    public static ResourceState Of(ResourceEvent change, IServiceProvider services)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        return new ResourceState(
            change.ResourceId,
            resource.Name,
            snapshot.ResourceType,
            snapshot.State?.Text,
            snapshot.State?.Style,
            snapshot.HealthStatus?.ToString(),
            snapshot.CreationTimeStamp,
            snapshot.StartTimeStamp,
            snapshot.StopTimeStamp,
            snapshot.ExitCode,
            SourceOf(resource, snapshot))
        {
            IsHidden = snapshot.IsHidden,
            Urls = [.. snapshot.Urls.OrderByDescending(url => url.DisplayProperties.SortOrder).Select(url =>
                new ResourceUrl(url.Name, url.Url, url.DisplayProperties.DisplayName, url.IsInternal, url.IsInactive))],
            Environment = [.. snapshot.EnvironmentVariables.Select(variable => new ResourceVariable(variable.Name, variable.Value))],
            Properties = [.. snapshot.Properties.Select(property =>
                new ResourceProperty(property.Name, property.Value?.ToString(), property.IsSensitive))],
            HealthReports = [.. snapshot.HealthReports.Select(report =>
                new ResourceHealth(report.Name, report.Status?.ToString(), report.Description, report.ExceptionText, report.LastRunAt))],
            Commands = [.. CommandsOf(resource, snapshot, services)],
            Relations = [.. RelationsOf(resource, snapshot)],
            Volumes = [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(mount => new ResourceVolume(
                mount.Source, mount.Target, mount.Type == ContainerMountType.Volume ? "volume" : "folder", mount.IsReadOnly))],
        };
    }

    private static string? SourceOf(IResource resource, CustomResourceSnapshot snapshot)
    {
        var known = snapshot.Properties.FirstOrDefault(property => property.Name == CustomResourceKnownProperties.Source);
        if (known?.Value is string said) return said;
        if (resource.TryGetLastAnnotation<IProjectMetadata>(out var project)) return project.ProjectPath;
        if (resource is ParameterResource parameter) return parameter.ConfigurationKey;
        return resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
            ? string.Concat(image.Registry is null ? "" : $"{image.Registry}/", image.Image, image.Tag is null ? "" : $":{image.Tag}")
            : null;
    }

    private static IEnumerable<ResourceCommand> CommandsOf(IResource resource, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        foreach (var command in resource.Annotations.OfType<ResourceCommandAnnotation>())
        {
            var state = command.UpdateState(new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services });
            if (state == ResourceCommandState.Hidden) continue;
            yield return new ResourceCommand(
                command.Name,
                command.DisplayName,
                command.DisplayDescription,
                command.ConfirmationMessage,
                state == ResourceCommandState.Enabled,
                command.IsHighlighted);
        }
    }

    private static IEnumerable<ResourceRelation> RelationsOf(IResource resource, CustomResourceSnapshot snapshot)
    {
        var relations = snapshot.Relationships.Select(relation => new ResourceRelation(relation.ResourceName, relation.Type));
        return resource is IResourceWithParent child
            ? relations.Append(new ResourceRelation(child.Parent.Name, "Parent")).Distinct()
            : relations;
    }
}
