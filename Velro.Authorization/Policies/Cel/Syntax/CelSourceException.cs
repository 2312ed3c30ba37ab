namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>A source that is not a program: where, the stable code of what is wrong, and a message that says what would be right.</summary>
internal sealed class CelSourceException(CelPosition position, string code, string message) : Exception(message)
{
    public CelPosition Position { get; } = position;

    public string Code { get; } = code;
}
