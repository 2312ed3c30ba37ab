using Velro.Authorization.Entities;
using Velro.Authorization.Roles;
using Velro.Cli.Files;

namespace Velro.Cli.Worlds;

/// <summary>Reads the names that worlds and questions are made of.</summary>
internal static class Names
{
    /// <summary>An entity, written <c>type:id</c>.</summary>
    public static EntityRef Entity(this Node node) => node.Parsed<EntityRef>(TryEntity, "an entity as type:id, such as user:alice");

    /// <summary>The entity that a text names; null: none.</summary>
    public static EntityRef? TryEntity(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var (type, id) = (text[..colon], text[(colon + 1)..]);
        return EntityNames.IsName(type) && EntityNames.IsId(type, id) ? new EntityRef(type, id) : null;
    }

    /// <summary>The id of a thing of a core type.</summary>
    public static string Id(this Node node, string type) => EntityNames.IsId(type, node.Text())
        ? node.Text()
        : throw node.Bad($"This must be the id of a {type}: 1-128 characters of [A-Za-z0-9._:@-].");

    /// <summary>A role.</summary>
    public static Role Role(this Node node) => node.Parsed<Role>(
        static text => RoleNames.TryParse(text, out var role) ? role : null, "none, viewer, contributor, editor, admin or owner");

    /// <summary>A name of an enumeration, in lower case.</summary>
    public static T Choice<T>(this Node node) where T : struct, Enum => node.Parsed<T>(
        static text => text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : null,
        $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
}
