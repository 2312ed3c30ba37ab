using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Nodes;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Authorization.Policies.Conditions;

/// <summary>Names and fields.</summary>
internal sealed partial class ConditionCompiler
{
    private CelNode CompileName(NameExpression name)
    {
        if (SlotOf(name) is var slot and >= 0) return new LocalNode(name.Position, slot);
        if (PolicyVariables.Find(name.Position, name.Name) is { } variable) return variable;
        if (PolicyVariables.IsEntity(name.Name))
            throw new CelSourceException(name.Position, CelCodes.Type, $"'{name.Name}' is used through its fields, {PolicyVariables.FieldsOf(name.Name)}, such as {name.Name}.properties.");
        return CelKindNames.TryParse(name.Name, out var kind)
            ? new ConstantNode(name.Position, CelValue.OfType(kind))
            : throw new CelSourceException(name.Position, CelCodes.UnknownName, $"There is no '{name.Name}'. A condition knows {PolicyVariables.Names}; text stands in quotes.");
    }

    private int SlotOf(NameExpression name) => name.IsRooted ? -1 : _locals.LastIndexOf(name.Name);

    private CelNode CompileSelect(SelectExpression select)
    {
        if (!select.IsTest && QualifiedName(select) is { } qualified && CelKindNames.TryParse(qualified, out var kind))
            return new ConstantNode(select.Position, CelValue.OfType(kind));
        if (select.Operand is NameExpression name && SlotOf(name) < 0 && PolicyVariables.IsEntity(name.Name)) return CompileField(name.Name, select);

        var operand = Compile(select.Operand);
        if (operand is PropertiesNode properties) return Property(select.Position, properties, select.Field, select.IsTest);

        Require(operand, CelKinds.Map, $"'.{select.Field}'");
        return select.IsTest ? new HasNode(select.Position, operand, select.Field) : new SelectNode(select.Position, operand, select.Field);
    }

    private CelNode CompileField(string entity, SelectExpression select)
    {
        var field = PolicyVariables.FindField(select.Position, entity, select.Field)
            ?? throw new CelSourceException(select.Position, CelCodes.UnknownField, UnknownField(entity, select.Field));
        if (select.IsTest) return new ConstantNode(select.Position, CelValue.True);

        if (field is PropertiesNode properties) _needs |= NeedOf(properties.Owner);
        return field;
    }

    private static string UnknownField(string entity, string field) =>
        $"'{entity}' has no '{field}', but {PolicyVariables.FieldsOf(entity)}. What was stored or sent with it is {entity}.properties.{field}.";

    private static PolicyNeeds NeedOf(PropertyOwner owner) => owner switch
    {
        PropertyOwner.Subject => PolicyNeeds.SubjectProperties,
        PropertyOwner.Resource => PolicyNeeds.ResourceProperties,
        _ => PolicyNeeds.None,
    };

    private static CelNode Property(CelPosition position, PropertiesNode properties, string name, bool isTest) => isTest
        ? new HasPropertyNode(position, properties.Owner, name)
        : new PropertyNode(position, properties.Owner, name);

    /// <summary>A chain of names and dots as one text; null when it is none, or begins with the variable of a macro.</summary>
    private string? QualifiedName(CelExpression expression) => expression switch
    {
        NameExpression name => SlotOf(name) < 0 ? name.Name : null,
        SelectExpression { IsTest: false } select => QualifiedName(select.Operand) is { } operand ? $"{operand}.{select.Field}" : null,
        _ => null,
    };
}
