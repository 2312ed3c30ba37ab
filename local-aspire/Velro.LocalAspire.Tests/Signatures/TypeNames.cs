namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>Full names of types as C# would write them, without nullability of reference types.</summary>
internal static class TypeNames
{
    public static string Of(Type type)
    {
        if (type.IsByRef) return Of(type.GetElementType()!);
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[]";
        if (type.IsGenericParameter) return type.Name;
        if (type.FullName?.StartsWith("System.Nullable`1", StringComparison.Ordinal) == true && !type.IsGenericTypeDefinition)
            return $"{Of(type.GetGenericArguments()[0])}?";

        var outer = type.DeclaringType is { } declaring ? $"{OpenName(declaring)}." : $"{type.Namespace}.";
        return outer + OpenName(type, withNamespace: false) + Arguments(type);
    }

    private static string OpenName(Type type, bool withNamespace = true)
    {
        var name = type.Name.Split('`')[0];
        return withNamespace ? $"{type.Namespace}.{name}" : name;
    }

    private static string Arguments(Type type) =>
        type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : "";
}
