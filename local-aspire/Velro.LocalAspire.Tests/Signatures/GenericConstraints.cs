using System.Reflection;

namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>The <c>where</c> clauses of generic parameters, and their variance.</summary>
internal static class GenericConstraints
{
    public static string Of(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Where(parameter => parameter.IsGenericParameter).Select(OfParameter));

    private static string OfParameter(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        string[] words =
        [
            .. attributes.HasFlag(GenericParameterAttributes.Covariant) ? ["out"] : Array.Empty<string>(),
            .. attributes.HasFlag(GenericParameterAttributes.Contravariant) ? ["in"] : Array.Empty<string>(),
            .. attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Select(TypeNames.Of).Order(StringComparer.Ordinal),
            .. attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : Array.Empty<string>(),
        ];
        return words.Length == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", words)}";
    }
}
