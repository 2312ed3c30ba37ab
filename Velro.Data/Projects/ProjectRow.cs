namespace Velro.Data.Projects;

/// <summary>A project as it is stored.</summary>
public sealed record ProjectRow(
    string Id, string OwnerId, string Name, string Visibility, DateTime CreatedAt, DateTime UpdatedAt, long Version);
