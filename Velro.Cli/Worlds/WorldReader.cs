using System.Collections.Immutable;
using System.Text.Json;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Cli.Files;

namespace Velro.Cli.Worlds;

/// <summary>Reads the member <c>world</c> of a test file: users, teams, projects, generations, emergency accesses and properties.</summary>
internal sealed class WorldReader
{
    private readonly Dictionary<ContextKey, Context> _contexts = [];

    /// <summary>What was named, and where; what it names may stand further down.</summary>
    private readonly List<(EntityRef Entity, Node Place)> _named = [];

    /// <exception cref="BadFileException">It is not well formed, or names things of core types that it does not have.</exception>
    public static IReadOnlyDictionary<ContextKey, Context> Read(Node node)
    {
        var reader = new WorldReader();
        var parts = node.Object("users", "teams", "projects", "generations", "emergency", "properties");
        ReadEach(parts, "users", EntityTypes.User, reader.ReadUser);
        ReadEach(parts, "teams", EntityTypes.Team, reader.ReadTeam);
        ReadEach(parts, "projects", EntityTypes.Project, reader.ReadProject);
        ReadEach(parts, "generations", EntityTypes.Generation, reader.ReadGeneration);
        if (parts.TryGetValue("emergency", out var accesses)) foreach (var access in accesses.Items()) reader.ReadEmergency(access);
        if (parts.TryGetValue("properties", out var properties)) reader.ReadProperties(properties);
        foreach (var (entity, place) in reader._named)
        {
            if (!Has(reader._contexts, entity)) throw place.Bad(IsMissing(entity));
        }

        return reader._contexts;
    }

    /// <summary>Whether an entity is in a world. Those whose types are not core ones need no place in it.</summary>
    public static bool Has(IReadOnlyDictionary<ContextKey, Context> world, EntityRef entity) => entity.Type switch
    {
        EntityTypes.User => world.ContainsKey(ContextKey.User(entity.Id)),
        EntityTypes.Team => world.ContainsKey(ContextKey.Team(entity.Id)),
        EntityTypes.Project => world.ContainsKey(ContextKey.Project(entity.Id)),
        EntityTypes.Generation => world.ContainsKey(ContextKey.Generation(entity.Id)),
        _ => true,
    };

    /// <summary>What is wrong when it is not.</summary>
    public static string IsMissing(EntityRef entity) => $"There is no {entity.Type} '{entity.Id}' in this world.";

    /// <summary>Properties: an object.</summary>
    public static PropertyBag Bag(Node node)
    {
        try
        {
            node.Members();
            return PropertyBag.From(node.Json());
        }
        catch (JsonException exception)
        {
            throw node.Bad(exception.Message);
        }
    }

    private static void ReadEach(Dictionary<string, Node> parts, string name, string type, Action<string, Node> read)
    {
        if (!parts.TryGetValue(name, out var part)) return;
        foreach (var (id, node) in part.Members())
        {
            if (!EntityNames.IsId(type, id)) throw node.Bad($"'{id}' is not the id of a {type}: 1-128 characters of [A-Za-z0-9._:@-].");
            read(id, node);
        }
    }

    private void ReadUser(string id, Node node)
    {
        var members = node.Object("state", "administrator");
        _contexts[ContextKey.User(id)] = new UserContext(
            id,
            members.TryGetValue("state", out var state) ? state.Choice<AccountState>() : AccountState.Active,
            members.TryGetValue("administrator", out var administrator) && administrator.Flag(),
            []);
    }

    private void ReadTeam(string id, Node node)
    {
        var members = node.Object("parent", "suspended", "members");
        _contexts[ContextKey.Team(id)] = new TeamContext(
            id,
            members.TryGetValue("parent", out var parent) ? IdOf(EntityTypes.Team, parent) : null,
            members.TryGetValue("suspended", out var suspended) && suspended.Flag());
        if (!members.TryGetValue("members", out var people)) return;
        foreach (var (userId, membership) in people.Members())
        {
            var (role, expiresAt) = RoleOf(membership);
            if (role == Role.None) throw membership.Bad("A member has a role from viewer to owner.");
            Change(userId, membership, user => user with { Memberships = user.Memberships.Add(new Membership(id, role, expiresAt)) });
        }
    }

    private void ReadProject(string id, Node node)
    {
        var members = node.Object("owner", "visibility", "grants", "blocks");
        var visibility = members.TryGetValue("visibility", out var sent) ? sent.Choice<Visibility>() : Visibility.Private;
        if (visibility == Visibility.Inherit) throw sent!.Bad("A project is private, team or public.");
        _contexts[ContextKey.Project(id)] = new ProjectContext(
            id, OwnerOf(node, members), visibility, GrantsOf(members), BlocksOf(members));
    }

    private void ReadGeneration(string id, Node node)
    {
        var members = node.Object("owner", "project", "parent", "inheritance", "visibility", "locked", "grants", "blocks");
        var projectId = members.TryGetValue("project", out var project) ? IdOf(EntityTypes.Project, project) : null;
        _contexts[ContextKey.Generation(id)] = new GenerationContext(
            id,
            OwnerOf(node, members),
            projectId,
            members.TryGetValue("parent", out var parent) ? IdOf(EntityTypes.Generation, parent) : null,
            members.TryGetValue("inheritance", out var inheritance) ? inheritance.Choice<Inheritance>() : Inheritance.None,
            members.TryGetValue("visibility", out var visibility)
                ? visibility.Choice<Visibility>()
                : projectId is null ? Visibility.Private : Visibility.Inherit,
            members.TryGetValue("locked", out var locked) && locked.Flag(),
            GrantsOf(members),
            BlocksOf(members));
    }

    private void ReadEmergency(Node node)
    {
        var members = node.Object("user", "on", "role", "expires");
        var on = Required(node, members, "on");
        var target = on.Entity().Type switch
        {
            EntityTypes.Project => EmergencyTarget.Project,
            EntityTypes.Generation => EmergencyTarget.Generation,
            _ => throw on.Bad("An emergency access is on a project or a generation."),
        };
        var role = Required(node, members, "role");
        if (role.Role() is not (Role.Viewer or Role.Editor)) throw role.Bad("An emergency access is that of a viewer or an editor.");
        _named.Add((on.Entity(), on));
        var access = new EmergencyAccess(target, on.Entity().Id, role.Role(), Required(node, members, "expires").Instant());
        var user = Required(node, members, "user");
        Change(user.Text(), user, known => known with { EmergencyAccesses = known.EmergencyAccesses.Add(access) });
    }

    private void ReadProperties(Node node)
    {
        foreach (var (name, properties) in node.Members())
        {
            var entity = Names.TryEntity(name) ?? throw properties.Bad($"'{name}' is not an entity as type:id, such as record:record-1.");
            _named.Add((entity, properties));
            _contexts[ContextKey.Entity(entity)] = new EntityContext(entity, Bag(properties));
        }
    }

    private void Change(string userId, Node node, Func<UserContext, UserContext> change)
    {
        var key = ContextKey.User(userId);
        if (!_contexts.TryGetValue(key, out var known)) throw node.Bad(IsMissing(new EntityRef(EntityTypes.User, userId)));
        _contexts[key] = change((UserContext)known);
    }

    /// <summary>The id of a thing of a core type that must be in this world.</summary>
    private string IdOf(string type, Node node)
    {
        var id = node.Id(type);
        _named.Add((new EntityRef(type, id), node));
        return id;
    }

    private string OwnerOf(Node node, Dictionary<string, Node> members) => IdOf(EntityTypes.User, Required(node, members, "owner"));

    private ImmutableArray<Grant> GrantsOf(Dictionary<string, Node> members)
    {
        if (!members.TryGetValue("grants", out var grants)) return [];
        return [.. grants.Members().Select(grant =>
        {
            var (role, expiresAt) = RoleOf(grant.Value);
            if (role == Role.Owner) throw grant.Value.Bad("Ownership is not granted; it is the member 'owner'.");
            var grantee = Names.TryEntity(grant.Key);
            if (grantee is { } named) _named.Add((named, grant.Value));
            return grantee switch
            {
                { Type: EntityTypes.User } user => new Grant(GranteeKind.User, user.Id, role, expiresAt),
                { Type: EntityTypes.Team } team => new Grant(GranteeKind.Team, team.Id, role, expiresAt),
                _ => throw grant.Value.Bad($"'{grant.Key}' is neither user:id nor team:id."),
            };
        })];
    }

    private ImmutableArray<string> BlocksOf(Dictionary<string, Node> members) =>
        members.TryGetValue("blocks", out var blocks) ? [.. blocks.Items().Select(user => IdOf(EntityTypes.User, user))] : [];

    /// <summary>A role, or <c>{role, expires}</c>.</summary>
    private static (Role Role, DateTimeOffset? ExpiresAt) RoleOf(Node node)
    {
        if (node.IsScalar) return (node.Role(), null);
        var members = node.Object("role", "expires");
        return (Required(node, members, "role").Role(), members.TryGetValue("expires", out var expires) ? expires.Instant() : null);
    }

    private static Node Required(Node node, Dictionary<string, Node> members, string name) =>
        members.TryGetValue(name, out var member) ? member : throw node.Bad($"'{name}' is missing.");
}
