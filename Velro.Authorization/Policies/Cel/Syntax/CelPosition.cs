namespace Velro.Authorization.Policies.Cel.Syntax;

/// <summary>A place in a source text. Both numbers start at 1; columns count characters (code points), tabs as one.</summary>
internal readonly record struct CelPosition(int Line, int Column);
