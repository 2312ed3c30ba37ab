namespace Velro.Data.SigningKeys;

/// <summary>A key that tokens are signed with.</summary>
/// <param name="Id">What tokens name it by (<c>kid</c>).</param>
/// <param name="PrivateKey">PKCS #8, protected.</param>
/// <param name="ActiveFrom">From when it signs, until a newer one does.</param>
/// <param name="RetiredFrom">From when nothing that it signed counts.</param>
public sealed record SigningKeyRow(string Id, byte[] PrivateKey, DateTimeOffset ActiveFrom, DateTimeOffset RetiredFrom);
