namespace Velro.AuthApi.Problems;

/// <summary>A code that programs may rely on.</summary>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Status">The HTTP status that it comes with.</param>
/// <param name="Meaning">What it says, and what helps.</param>
internal sealed record ProblemCode(string Code, int Status, string Meaning);
