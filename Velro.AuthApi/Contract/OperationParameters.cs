using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Velro.AuthApi.Contract;

/// <summary>The parameters of an operation: its own, and those that all of its kind take.</summary>
internal static class OperationParameters
{
    public static IEnumerable<IOpenApiParameter> Of(Operation operation, OperationRules rules, OpenApiDocument document)
    {
        foreach (var parameter in operation.Parameters) yield return Own(parameter, document);
        foreach (var name in Shared(operation, rules)) yield return new OpenApiParameterReference(name, document);
    }

    private static OpenApiParameter Own(OperationParameter parameter, OpenApiDocument document) => new()
    {
        Name = parameter.Name,
        In = parameter.IsInQuery ? ParameterLocation.Query : ParameterLocation.Path,
        Required = !parameter.IsInQuery,
        Description = parameter.Description,
        Schema = new OpenApiSchemaReference(parameter.Schema, document),
        Example = JsonValue.Create(parameter.Example),
    };

    private static IEnumerable<string> Shared(Operation operation, OperationRules rules)
    {
        if (operation.IsList) yield return "Limit";
        if (operation.IsList) yield return "Cursor";
        if (operation.Precondition == Precondition.Optional) yield return "IfMatch";
        if (operation.Precondition == Precondition.Required) yield return "IfMatchRequired";
        if (rules.Kind == OperationKind.Write) yield return "IdempotencyKey";
        if (rules.Kind is not (OperationKind.Open or OperationKind.Check)) yield return "AtLeast";
        if (rules.Kind is not (OperationKind.Open or OperationKind.Signed)) yield return "ActAs";
        yield return "RequestId";
    }
}
