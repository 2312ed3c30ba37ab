namespace Velro.AuthApi.Contract;

/// <summary>The ways through which requests go.</summary>
internal enum OperationKind
{
    /// <summary>An answer to all who ask.</summary>
    Open,

    /// <summary>An answer to all who have an address that was signed for it.</summary>
    Signed,

    /// <summary>A question to the check API.</summary>
    Check,

    /// <summary>A management GET.</summary>
    Read,

    /// <summary>A management question that has a body.</summary>
    Ask,

    /// <summary>A management change.</summary>
    Write,
}

/// <summary>
/// What an endpoint enforces, as metadata. It is written by the one place that maps the endpoint and enforces it, so that the contract
/// cannot say something else.
/// </summary>
/// <param name="Kind">The way of its requests.</param>
/// <param name="Scope">What the credential needs; null: nothing but to be valid.</param>
internal sealed record OperationRules(OperationKind Kind, string? Scope)
{
    /// <summary>Whether it answers without a credential too.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What it reads from the body; null: no body, or one that is read otherwise.</summary>
    public Type? Request { get; init; }
}
