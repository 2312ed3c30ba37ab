using System.Collections.Immutable;

namespace Velro.AuthApi.Contract;

/// <summary>
/// What the contract says about one endpoint and nobody can read off its route. It stands as metadata at the endpoint, and no request
/// looks at it.
/// </summary>
/// <param name="Id">The name of the operation, unique: a verb and what it is done to, <c>listTeams</c>.</param>
/// <param name="Summary">One line.</param>
internal sealed record Operation(string Id, string Summary)
{
    /// <summary>Under which heading it stands.</summary>
    public required string Tag { get; init; }

    /// <summary>What a caller must know beyond the summary.</summary>
    public string? Description { get; init; }

    /// <summary>The schema of the body; null: it takes none.</summary>
    public string? Body { get; init; }

    /// <summary>Whether its body is bytes of media.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>What it answers when nothing was wrong.</summary>
    public ImmutableArray<OperationAnswer> Answers { get; init; } = [];

    /// <summary>The parameters of the path and the query, but for those of lists.</summary>
    public ImmutableArray<OperationParameter> Parameters { get; init; } = [];

    /// <summary>The codes that it gives beside those that all endpoints of its kind give.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>Whether it answers page by page.</summary>
    public bool IsList { get; init; }

    /// <summary>What <c>If-Match</c> is to it.</summary>
    public Precondition Precondition { get; init; }
}

/// <summary>An answer of an operation.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Schema">The schema of the body; null: it has none.</param>
internal readonly record struct OperationAnswer(int Status, string? Schema)
{
    /// <summary>Whether it has an <c>ETag</c>.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>Whether the body is bytes of media.</summary>
    public bool HasBytes { get; init; }

    /// <summary>Types of text that the body can be had in instead, by <c>Accept</c>.</summary>
    public ImmutableArray<string> TextTypes { get; init; }
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">The schema of its value.</param>
/// <param name="Example">A value with which the operation succeeds in the demo world.</param>
/// <param name="Description">What it names.</param>
internal readonly record struct OperationParameter(string Name, string Schema, string Example, string Description)
{
    /// <summary>Whether it stands in the query, and may be left out; else it is a part of the path.</summary>
    public bool IsInQuery { get; init; }
}

/// <summary>What <c>If-Match</c> is to an operation.</summary>
internal enum Precondition
{
    /// <summary>It is not looked at.</summary>
    None,

    /// <summary>It is kept when it is sent.</summary>
    Optional,

    /// <summary>It must be sent.</summary>
    Required,
}
