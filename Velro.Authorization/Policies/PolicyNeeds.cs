namespace Velro.Authorization.Policies;

/// <summary>Whose stored properties a condition looks at. Who is looked at by none need not be loaded.</summary>
[Flags]
internal enum PolicyNeeds : byte
{
    None = 0,
    SubjectProperties = 1,
    ResourceProperties = 2,
}
