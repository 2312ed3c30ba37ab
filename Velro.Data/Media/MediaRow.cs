namespace Velro.Data.Media;

/// <summary>One variant of a generation's media, as it is stored.</summary>
/// <param name="GenerationId">The generation.</param>
/// <param name="Variant">Which of its media: <c>original</c>, <c>thumbnail</c>.</param>
/// <param name="BlobId">Under which id the store has the bytes; another upload has another one.</param>
/// <param name="ContentType">The media type, without parameters.</param>
/// <param name="Size">How many bytes there are.</param>
/// <param name="Sha256">SHA-256 of the bytes.</param>
/// <param name="Xid">The transaction that wrote the row.</param>
/// <param name="CreatedAt">When the variant was stored first.</param>
/// <param name="UpdatedAt">When these bytes were.</param>
public sealed record MediaRow(
    string GenerationId,
    string Variant,
    Guid BlobId,
    string ContentType,
    long Size,
    byte[] Sha256,
    ulong Xid,
    DateTime CreatedAt,
    DateTime UpdatedAt);

/// <summary>Which media are meant.</summary>
public readonly record struct MediaName(string GenerationId, string Variant);
