namespace Velro.Authorization.Entities;

/// <summary>The name of one entity: its type and its id within the type. Both are compared ordinally.</summary>
/// <param name="Type">1-128 characters of <c>[A-Za-z0-9._:/-]</c>.</param>
/// <param name="Id">For core types 1-128 characters of <c>[A-Za-z0-9._:@-]</c>; for others 1-512 characters without control characters.</param>
public readonly record struct EntityRef(string Type, string Id)
{
    /// <summary>The subject that has not signed in (RIGHTS.md D4).</summary>
    public static readonly EntityRef Anonymous = new(EntityTypes.Anonymous, "anonymous");

    /// <inheritdoc/>
    public override string ToString() => $"{Type}:{Id}";
}
