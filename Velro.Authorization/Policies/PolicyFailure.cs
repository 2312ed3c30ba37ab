namespace Velro.Authorization.Policies;

/// <summary>A condition that gave no answer: no match for an allow, a match for a deny.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Code">The kind of error, such as <c>no_such_key</c>.</param>
/// <param name="Message">What went wrong, and what would be right.</param>
/// <param name="Line">The line within the condition, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record PolicyFailure(string Policy, string Code, string Message, int Line, int Column);
