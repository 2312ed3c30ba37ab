using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Data.Generations;

namespace Velro.AuthApi.Generations;

/// <summary>What each field of a generation needs (RIGHTS.md B2, B7, C3).</summary>
internal static class GenerationRights
{
    private const string NoInheritance = "none";

    /// <summary>Its mover would stay an owner of it when the access has ended.</summary>
    private static readonly Problem MoveByEmergency = new(
        StatusCodes.Status403Forbidden,
        "generation.emergency_move",
        "Emergency access to a project moves nothing into it. What is created there under it belongs to the project's owner.");

    public static async Task RequireForCreationAsync(Exchange exchange, GenerationContent content)
    {
        if (content.ProjectId is { } projectId)
            await exchange.RequireAsync(CoreActions.Create, new EntityRef(EntityTypes.Project, projectId));
        if (content.ParentId is { } parentId) await RequireParentAsync(exchange, parentId);
    }

    /// <summary>To whom belongs what is created: to the creator, but by emergency access to the project's owner (RIGHTS.md C4).</summary>
    public static async Task<string> OwnerOfNewAsync(Exchange exchange, GenerationContent content)
    {
        return content.ProjectId is { } projectId && await MayCreateOnlyByEmergencyAsync(exchange, projectId)
            ? await OwnerOfProjectAsync(exchange, projectId)
            : exchange.Subject.Id;
    }

    /// <summary>Asks for what a change needs beside <c>write</c>; a field that stays as it is needs nothing.</summary>
    public static async Task RequireForChangeAsync(
        Exchange exchange, EntityRef generation, GenerationContent before, GenerationContent after)
    {
        if (after.Visibility != before.Visibility || after.Inheritance != before.Inheritance)
            await exchange.RequireAsync(CoreActions.Share, generation);
        if (after.ParentId != before.ParentId)
        {
            // The roles on the parent become roles on the child, so that it is shared with others.
            if (after.Inheritance != NoInheritance) await exchange.RequireAsync(CoreActions.Share, generation);
            if (after.ParentId is { } parentId) await RequireParentAsync(exchange, parentId);
        }

        if (after.ProjectId == before.ProjectId) return;

        await exchange.RequireAsync(CoreActions.Delete, generation);
        if (after.ProjectId is { } projectId) await RequireProjectAsync(exchange, generation, before.ProjectId, projectId);
    }

    /// <summary>
    /// The owner of a project is an owner of what is in it. So a project of another owner than that of the one before, or than the
    /// generation's own where there was none, is a new owner, and needs <c>transfer</c> (RIGHTS.md B3, B7).
    /// </summary>
    private static async Task RequireProjectAsync(Exchange exchange, EntityRef generation, string? beforeId, string afterId)
    {
        await exchange.RequireAsync(CoreActions.Create, new EntityRef(EntityTypes.Project, afterId));
        if (await MayCreateOnlyByEmergencyAsync(exchange, afterId)) throw new ProblemException(MoveByEmergency);
        var before = beforeId is null
            ? (await exchange.Transaction.FindAsync<GenerationContext>(ContextKey.Generation(generation.Id)))!.OwnerId
            : await OwnerOfProjectAsync(exchange, beforeId);
        if (await OwnerOfProjectAsync(exchange, afterId) != before) await exchange.RequireAsync(CoreActions.Transfer, generation);
    }

    /// <summary>Whether nothing but emergency access lets the caller, who may, create in a project.</summary>
    private static async Task<bool> MayCreateOnlyByEmergencyAsync(Exchange exchange, string projectId)
    {
        var key = ContextKey.User(exchange.Subject.Id);
        if (await exchange.Transaction.FindAsync<UserContext>(key) is not { EmergencyAccesses.IsEmpty: false } user) return false;

        var question = exchange.Question(CoreActions.Create, new EntityRef(EntityTypes.Project, projectId));
        var without = await exchange.Transaction.DecideSupposingAsync(question, key, user with { EmergencyAccesses = [] });
        return !without.IsPermitted;
    }

    private static async Task<string> OwnerOfProjectAsync(Exchange exchange, string projectId) =>
        (await exchange.Transaction.FindAsync<ProjectContext>(ContextKey.Project(projectId)))!.OwnerId;

    /// <summary>Refuses a circle, and a chain that the rules would not follow to its end.</summary>
    public static async Task RequireLineageAsync(Exchange exchange, string id, string parentId)
    {
        var lineage = await GenerationTable.LineageBelowAsync(exchange.Transaction, id, parentId);
        if (lineage.IsCircle)
            throw new ProblemException(ManagementProblems.Conflict("generation.cycle", "A generation cannot derive from itself."));
        if (lineage.Levels > Lineage.MaximumLevels)
            throw new ProblemException(
                ManagementProblems.Conflict("generation.depth", $"At most {Lineage.MaximumLevels} generations are above one."));
    }

    /// <summary>A parent must be readable; a locked one takes no children.</summary>
    private static async Task RequireParentAsync(Exchange exchange, string parentId)
    {
        var parent = new EntityRef(EntityTypes.Generation, parentId);
        await exchange.RequireAsync(CoreActions.Read, parent);
        if (await exchange.Transaction.FindAsync<GenerationContext>(ContextKey.Generation(parentId)) is { IsLocked: true })
            throw new ProblemException(ManagementProblems.Refused(DecisionReason.Locked));
    }
}
