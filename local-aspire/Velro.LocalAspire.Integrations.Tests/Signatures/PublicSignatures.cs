using System.Reflection;
using System.Runtime.CompilerServices;

namespace Velro.LocalAspire.Integrations.Tests.Signatures;

/// <summary>The public members of an assembly, one a line, with all that a caller's source or binary depends on.</summary>
internal static class PublicSignatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(OfType).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> OfType(Type type)
    {
        var kind = type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";
        yield return $"{kind} {Name(type)}";
        foreach (var constructor in type.GetConstructors(Declared))
            yield return $"{Name(type)}.new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Declared))
            yield return $"{Name(property.PropertyType)} {Name(type)}.{property.Name} {{ {Accessors(property)} }}";
        foreach (var method in type.GetMethods(Declared).Where(static method => !method.IsSpecialName))
            yield return $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {Name(type)}.{method.Name}({Parameters(method)})";
    }

    private static string Accessors(PropertyInfo property) =>
        string.Join(" ", new[] { GetterOf(property), SetterOf(property) }.Where(static text => text != ""));

    private static string GetterOf(PropertyInfo property) => property.GetMethod is { IsPublic: true } ? "get;" : "";

    private static string SetterOf(PropertyInfo property) => property.SetMethod switch
    {
        not { IsPublic: true } => "",
        { ReturnParameter: var result } when result.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) => "init;",
        _ => "set;",
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select((parameter, index) =>
        (index == 0 && method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "") +
        $"{Name(parameter.ParameterType)} {parameter.Name}" +
        (parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "null"}" : "")));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.FullName![..type.FullName!.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.FullName ?? type.Name;
}
