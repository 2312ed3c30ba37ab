using Velro.Data.Projects;

namespace Velro.AuthApi.Projects;

/// <summary>A project, as it is answered.</summary>
internal sealed record ProjectAnswer(string Id, string Name, string OwnerId, string Visibility, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static ProjectAnswer Of(ProjectRow row) => new(row.Id, row.Name, row.OwnerId, row.Visibility, row.CreatedAt, row.UpdatedAt);
}
