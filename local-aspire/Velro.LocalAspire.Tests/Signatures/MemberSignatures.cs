using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>Members that a caller or a derived type can see; others give null.</summary>
internal static class MemberSignatures
{
    public static string? TryOf(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => $"{Modifiers(constructor)}new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => Of(method),
        MethodInfo method when IsVisible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal) => Of(method),
        PropertyInfo property => TryOf(property),
        EventInfo @event when IsVisible(@event.AddMethod!) =>
            $"{Modifiers(@event.AddMethod!)}event {TypeNames.Of(@event.EventHandlerType!)} {@event.Name}",
        FieldInfo field when (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName => Of(field),
        _ => null,
    };

    public static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        return $"{Modifiers(method)}{TypeNames.Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)})"
            + GenericConstraints.Of(method.GetGenericArguments());
    }

    private static string? TryOf(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible).ToList();
        if (accessors.Count == 0) return null;
        var required = HasAttribute(property.GetCustomAttributesData(), nameof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters() is { Length: > 0 } ? $"[{Parameters(property.GetMethod!)}]" : "";
        var access = string.Join(" ", accessors.Select(accessor => Accessor(accessor, property)));
        return $"{required}{Modifiers(accessors[0])}{TypeNames.Of(property.PropertyType)} {property.Name}{index} {{ {access} }}";
    }

    private static string Accessor(MethodInfo accessor, PropertyInfo property)
    {
        var isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Any(type => type.Name == nameof(IsExternalInit));
        var word = accessor == property.GetMethod ? "get;" : isInit ? "init;" : "set;";
        return accessor.IsPublic ? word : $"protected {word}";
    }

    private static string Of(FieldInfo field)
    {
        var value = field.IsLiteral ? $" = {Constant(field.GetRawConstantValue(), field.FieldType)}" : "";
        var modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{(field.IsPublic ? "" : "protected ")}{modifiers}{TypeNames.Of(field.FieldType)} {field.Name}{value}";
    }

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return access + "static ";
        if (method.DeclaringType!.IsInterface) return method.IsAbstract ? access : access + "default ";
        if (!method.IsVirtual || method.IsFinal) return access;
        var overrides = !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        return access + (method.IsAbstract ? "abstract " : overrides ? "override " : "virtual ");
    }

    private static string Parameters(MethodBase method)
    {
        var isExtension = HasAttribute(method.GetCustomAttributesData(), nameof(ExtensionAttribute));
        return string.Join(
            ", ", method.GetParameters().Select(parameter => (isExtension && parameter.Position == 0 ? "this " : "") + Of(parameter)));
    }

    private static string Of(ParameterInfo parameter)
    {
        var attributes = parameter.GetCustomAttributesData();
        var passing = HasAttribute(attributes, nameof(ParamArrayAttribute)) || HasAttribute(attributes, "ParamCollectionAttribute")
            ? "params "
            : parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        var value = parameter.HasDefaultValue ? $" = {Constant(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{passing}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Constant(object? value, Type type) => value switch
    {
        null => type.IsValueType && !TypeNames.Of(type).EndsWith('?') ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool HasAttribute(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.Any(data => data.AttributeType.Name == name);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
