using System.Collections.Immutable;

namespace Velro.AuthApi.Contract;

/// <summary>Short ways to say what most operations are.</summary>
internal static class Described
{
    /// <summary>An answer of 200 with a body.</summary>
    public static OperationAnswer Ok(string schema, bool isVersioned = false) =>
        new(StatusCodes.Status200OK, schema) { IsVersioned = isVersioned };

    /// <summary>An answer of 201 with the new thing.</summary>
    public static OperationAnswer Created(string schema, bool isVersioned = false) =>
        new(StatusCodes.Status201Created, schema) { IsVersioned = isVersioned };

    /// <summary>An answer of 202 with what is known before it is done.</summary>
    public static OperationAnswer AcceptedAs(string schema) => new(StatusCodes.Status202Accepted, schema);

    /// <summary>An answer of 202 that tells nothing.</summary>
    public static readonly OperationAnswer Accepted = new(StatusCodes.Status202Accepted, Schema: null);

    /// <summary>An answer of bytes.</summary>
    public static OperationAnswer Bytes(int status) => new(status, Schema: null) { IsVersioned = true, HasBytes = true };

    /// <summary>An answer of 204.</summary>
    public static readonly OperationAnswer NoContent = new(StatusCodes.Status204NoContent, Schema: null);

    /// <summary>An operation that answers pages of these.</summary>
    public static Operation List(string id, string summary, string tag, string item, params ImmutableArray<string> codes) => new(id, summary)
    {
        Tag = tag,
        IsList = true,
        Answers = [Ok(ListAnswers.NameOf(item))],
        Codes = codes,
    };

    /// <summary>A part of the path that is the id of a thing of a core type.</summary>
    public static OperationParameter Id(string example, string description, string name = "id") => new(name, "CoreId", example, description);

    /// <summary>Codes beside those that stand against an action on a thing that the caller sees.</summary>
    public static ImmutableArray<string> AccessAnd(params ReadOnlySpan<string> codes) => [.. OperationCodes.Access, .. codes];
}
