namespace Velro.Authorization.Callers;

/// <summary>Who a request says is calling.</summary>
/// <param name="Key">The service key.</param>
/// <param name="ActAs">The user whom it names to act for (RIGHTS.md A4), as it was sent, well formed or not; null: it names none.</param>
public readonly record struct PresentedCaller(PresentedKey Key, string? ActAs = null);
