using Velro.Authorization.Policies.Cel.Syntax;

namespace Velro.Authorization.Policies.Cel.Values;

/// <summary>Why an evaluation gave no value.</summary>
internal sealed class CelError(CelPosition position, string code, string message)
{
    /// <summary>What a value is that was never set. It cannot be met, and is an error should it be.</summary>
    public static readonly CelError Unset = new(default, CelCodes.InvalidArgument, "The value was never set.");

    public CelPosition Position { get; } = position;

    public string Code { get; } = code;

    public string Message { get; } = message;
}
