namespace Velro.Authorization.Policies;

/// <summary>One thing that is wrong with a policy set.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Path">Where in its document, as a JSON pointer; empty: the document as a whole.</param>
/// <param name="Line">The line, from 1: within the condition when <paramref name="Path"/> is <c>/condition</c>, else within the document.</param>
/// <param name="Column">The column, from 1, in characters.</param>
/// <param name="Code">The stable code, such as <c>policy.condition.syntax</c>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record PolicyProblem(string Policy, string Path, int Line, int Column, string Code, string Message);
