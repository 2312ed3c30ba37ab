namespace Velro.LoadTest.Http;

/// <summary>Who sends a request.</summary>
/// <param name="Bearer">A token or a service key; null: nobody.</param>
/// <param name="ActAs">The user whom a service key acts for.</param>
internal sealed record Credential(string? Bearer, string? ActAs = null)
{
    public static readonly Credential Nobody = new(Bearer: null);

    /// <summary>The value of the header <c>Authorization</c>, made once.</summary>
    public string? Authorization { get; } = Bearer is null ? null : $"Bearer {Bearer}";
}
