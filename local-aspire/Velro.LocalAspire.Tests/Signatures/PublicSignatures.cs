using System.Reflection;
using System.Runtime.CompilerServices;

namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>
/// Prints what an assembly offers to its callers, one line a type, an implemented interface or a member, in one canonical form.
/// Works on loaded assemblies and on those of a <c>MetadataLoadContext</c>, so that ours and the published ones print alike.
/// </summary>
internal static class PublicSignatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly, Func<string, bool> ofNamespace) =>
        assembly.GetTypes()
            .Where(type => IsVisible(type) && ofNamespace(type.Namespace ?? ""))
            .SelectMany(OfType)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> OfType(Type type)
    {
        var name = TypeNames.Of(type);
        yield return $"{name} is {Kind(type)}{GenericConstraints.Of(type.GetGenericArguments())}";
        foreach (var implemented in type.IsEnum ? [] : type.GetInterfaces().Where(IsVisible))
            yield return $"{name} implements {TypeNames.Of(implemented)}";
        if (typeof(Delegate).FullName == type.BaseType?.BaseType?.FullName)
        {
            yield return $"{name} invokes {MemberSignatures.Of(type.GetMethod("Invoke")!)}";
            yield break;
        }

        foreach (var member in type.GetMembers(Declared).Select(MemberSignatures.TryOf).OfType<string>())
            yield return $"{name} has {member}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType) return "struct";
        if (typeof(Delegate).FullName == type.BaseType?.BaseType?.FullName) return "delegate";
        var modifier = type is { IsAbstract: true, IsSealed: true }
            ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var ancestor = type.BaseType is { } parent && parent.FullName != typeof(object).FullName ? $" : {TypeNames.Of(parent)}" : "";
        return $"{modifier}class{ancestor}";
    }

    private static bool IsVisible(Type type) =>
        type.IsGenericParameter
        || ((type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType!)))
            && !type.Name.Contains('<', StringComparison.Ordinal)
            && type.GetGenericArguments().All(IsVisible)
            && !type.GetCustomAttributesData().Any(data => data.AttributeType.FullName == typeof(CompilerGeneratedAttribute).FullName));
}
