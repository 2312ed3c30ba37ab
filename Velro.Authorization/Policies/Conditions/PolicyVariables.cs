using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>The names that conditions may use, and what stands behind each.</summary>
internal static class PolicyVariables
{
    public const string Subject = "subject";
    public const string Action = "action";
    public const string Resource = "resource";

    /// <summary>All of them, for messages.</summary>
    public const string Names = "subject, action, resource, context and now";

    /// <summary>Whether a name denotes an entity, of which only fields can be used.</summary>
    public static bool IsEntity(string name) => name is Subject or Action or Resource;

    /// <summary>The fields of an entity, for messages.</summary>
    public static string FieldsOf(string entity) => entity switch
    {
        Subject => "type, id, role and properties",
        Action => "name and properties",
        _ => "type, id and properties",
    };

    /// <summary>The variable that is a value by itself; null when there is none of the name.</summary>
    public static CelNode? Find(CelPosition position, string name) => name switch
    {
        "context" => new ContextNode(position),
        "now" => new AttributeNode(position, PolicyAttribute.Now),
        _ => null,
    };

    /// <summary>A field of an entity; null when it has none of the name.</summary>
    public static CelNode? FindField(CelPosition position, string entity, string field) => (entity, field) switch
    {
        (Subject, "type") => new AttributeNode(position, PolicyAttribute.SubjectType),
        (Subject, "id") => new AttributeNode(position, PolicyAttribute.SubjectId),
        (Subject, "role") => new AttributeNode(position, PolicyAttribute.SubjectRole),
        (Action, "name") => new AttributeNode(position, PolicyAttribute.ActionName),
        (Resource, "type") => new AttributeNode(position, PolicyAttribute.ResourceType),
        (Resource, "id") => new AttributeNode(position, PolicyAttribute.ResourceId),
        (Subject, "properties") => new PropertiesNode(position, PropertyOwner.Subject),
        (Action, "properties") => new PropertiesNode(position, PropertyOwner.Action),
        (Resource, "properties") => new PropertiesNode(position, PropertyOwner.Resource),
        _ => null,
    };
}
