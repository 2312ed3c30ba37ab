namespace Velro.Authorization.Callers;

/// <summary>Who a request says is calling.</summary>
/// <param name="Credential">What it presents to be known by.</param>
/// <param name="ActAs">The user whom it names to act for (RIGHTS.md A4), as it was sent, well formed or not; null: it names none.</param>
public readonly record struct PresentedCaller(PresentedCredential Credential, string? ActAs = null);
