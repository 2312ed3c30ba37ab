using Velro.Authorization.Entities;
using Velro.Data.Sharing;
using Velro.Data.Transactions;

namespace Velro.Data.Projects;

/// <summary>Ownership of projects.</summary>
public static class ProjectOwnership
{
    /// <summary>Gives a project to another owner, who is the target of no grant or block on it any more (RIGHTS.md C2).</summary>
    public static async Task<ProjectRow> PassAsync(StoreTransaction transaction, ProjectRow project, string newOwnerId)
    {
        await GrantTable.OfProjects.DeleteAsync(transaction, project.Id, new EntityRef(EntityTypes.User, newOwnerId));
        await BlockTable.OfProjects.DeleteAsync(transaction, project.Id, newOwnerId);
        return await ProjectTable.SetOwnerAsync(transaction, project.Id, newOwnerId);
    }
}
