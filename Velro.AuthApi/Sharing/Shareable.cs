using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Sharing;

namespace Velro.AuthApi.Sharing;

/// <summary>A type of things on which there are grants and blocks: projects and generations.</summary>
/// <param name="Type">The entity type.</param>
/// <param name="Path">The address of the things.</param>
/// <param name="ReadScope">What a credential needs to see grants.</param>
/// <param name="WriteScope">What a credential needs to change grants and blocks.</param>
/// <param name="Grants">The stored grants.</param>
/// <param name="Blocks">The stored blocks.</param>
internal sealed record Shareable(string Type, string Path, string ReadScope, string WriteScope, GrantTable Grants, BlockTable Blocks)
{
    public static readonly Shareable Projects = new(
        EntityTypes.Project, "/v1/projects", Scopes.ProjectsRead, Scopes.ProjectsWrite, GrantTable.OfProjects, BlockTable.OfProjects);

    public static readonly Shareable Generations = new(
        EntityTypes.Generation,
        "/v1/generations",
        Scopes.GenerationsRead,
        Scopes.GenerationsWrite,
        GrantTable.OfGenerations,
        BlockTable.OfGenerations);

    /// <summary>Refuses to deny something to the owner of the project, or to that of a generation without one (RIGHTS.md C2).</summary>
    public static async Task RequireDeniableAsync(Exchange exchange, EntityRef thing, string userId)
    {
        if (await OwnerOfAsync(exchange, thing) == userId)
            throw new ProblemException(
                ManagementProblems.Conflict($"{thing.Type}.owner_denied", "The owner cannot be blocked or denied. Transfer it first."));
    }

    private static async Task<string?> OwnerOfAsync(Exchange exchange, EntityRef thing)
    {
        var projectId = thing.Id;
        if (thing.Type == EntityTypes.Generation)
        {
            var generation = await exchange.Transaction.FindAsync<GenerationContext>(ContextKey.Generation(thing.Id));
            if (generation?.ProjectId is null) return generation?.OwnerId;
            projectId = generation.ProjectId;
        }

        return (await exchange.Transaction.FindAsync<ProjectContext>(ContextKey.Project(projectId)))?.OwnerId;
    }
}
