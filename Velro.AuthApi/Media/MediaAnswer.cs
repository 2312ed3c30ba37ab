using System.Buffers.Text;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>Media, as they are answered: what they are, never where.</summary>
internal sealed record MediaAnswer(
    string GenerationId, string Variant, string ContentType, long Size, string Sha256, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static MediaAnswer Of(MediaRow row) => new(
        row.GenerationId, row.Variant, row.ContentType, row.Size, Convert.ToHexStringLower(row.Sha256), row.CreatedAt, row.UpdatedAt);

    /// <summary>The entity tag of the bytes: the same for the same bytes.</summary>
    public static string TagOf(MediaRow row) => $"\"{Base64Url.EncodeToString(row.Sha256)}\"";
}
