namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceSnapshots
{
    /// <summary>What is known of a resource before anything happened to it.</summary>
    public static CustomResourceSnapshot Initial(IResource resource)
    {
        var initial = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var annotation)
            ? annotation.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = TypeOf(resource), Properties = [] };
        return initial with
        {
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>()
                .Select(check => new HealthReportSnapshot(check.Key, null, null, null))],
            Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Select(relation => new RelationshipSnapshot(relation.Resource.Name, relation.Type)).Distinct()],
        };
    }

    /// <summary>A state in words, with the exit code when there is one.</summary>
    public static string Describe(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? "in an unknown state";
        return snapshot.ExitCode is { } code ? $"{state} with exit code {code}" : state;
    }

    /// <summary>The identities of a resource's replicas; its name when it has none.</summary>
    public static IReadOnlyList<string> GetInstanceIds(this IResource resource) =>
        resource.TryGetLastAnnotation<ReplicaInstancesAnnotation>(out var instances) ? instances.Ids : [resource.Name];

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ParameterResource => "Parameter",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };
}

/// <summary>The identities of a resource's replicas, once the host has given them.</summary>
internal sealed record ReplicaInstancesAnnotation(IReadOnlyList<string> Ids) : IResourceAnnotation;
