using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Data.Entities;

namespace Velro.AuthApi.Entities;

/// <summary>
/// What must be there before properties are stored. Things of the core types are; a user who is not is provisioned, without credentials,
/// under any id that the server itself would not give (RIGHTS.md E2). Attribute-only types need nothing.
/// </summary>
internal static class Provisioning
{
    public static async Task EnsureAsync(Exchange exchange, IReadOnlyCollection<EntityRef> entities)
    {
        var core = entities.Where(static entity => EntityTypes.IsCore(entity.Type)).ToArray();
        if (core.Length == 0) return;

        await exchange.Transaction.LoadAsync([.. core.Select(KeyOf)]);
        var provisioned = new List<string>();
        foreach (var entity in core)
        {
            switch (await exchange.Transaction.FindAsync<Context>(KeyOf(entity)))
            {
                case UserContext { State: AccountState.Deleted }:
                    throw new ProblemException(
                        ManagementProblems.Conflict("id.retired", $"The user '{entity.Id}' was deleted, and the id is never used again."));
                case null when entity.Type == EntityTypes.User && IsFree(entity.Id):
                    provisioned.Add(entity.Id);
                    break;
                case null:
                    throw new ProblemException(ManagementProblems.Unknown(entity.Type));
            }
        }

        if (provisioned.Count == 0) return;
        await EntityTable.ProvisionAsync(exchange.Transaction, provisioned);
        foreach (var id in provisioned)
            await exchange.AuditAsync(
                "user.created", new EntityRef(EntityTypes.User, id), new Dictionary<string, object?> { ["provisioned"] = true });
    }

    /// <summary>The server gives UUIDs; <c>admin</c> is the built-in user.</summary>
    private static bool IsFree(string id) => id != "admin" && !Guid.TryParse(id, out _);

    private static ContextKey KeyOf(EntityRef entity) => entity.Type switch
    {
        EntityTypes.User => ContextKey.User(entity.Id),
        EntityTypes.Team => ContextKey.Team(entity.Id),
        EntityTypes.Project => ContextKey.Project(entity.Id),
        _ => ContextKey.Generation(entity.Id),
    };
}
