using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Media;

/// <summary>Settings of media, in the configuration section <c>Velro:Media</c>.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Velro:Media";

    /// <summary>
    /// The folder of the local store, which all replicas share. Default: in Development <c>~/.velro/media</c>; elsewhere none, and nothing
    /// can be stored.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The largest upload, in bytes. Default 256 MiB.</summary>
    [Range(1, 5L * 1024 * 1024 * 1024)]
    public long MaximumBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The media types that may be stored; none named: those of <see cref="MediaTypes.Default"/>.</summary>
    public string[] ContentTypes { get; set; } = [];

    /// <summary>The longest that an upload may take. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often bytes that nobody refers to any more are removed. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RemovalInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A bucket of S3, or of what speaks its protocol; null: another store.</summary>
    public S3Options? S3 { get; set; }

    /// <summary>A container of Azure Blob Storage; null: another store.</summary>
    public AzureOptions? Azure { get; set; }
}

/// <summary>Settings of a store in S3, in <c>Velro:Media:S3</c>.</summary>
internal sealed class S3Options
{
    /// <summary>The bucket, which must exist.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The region; it may be left out beside a <see cref="ServiceUrl"/>.</summary>
    public string? Region { get; set; }

    /// <summary>The address of a server that speaks the protocol of S3; null: Amazon's.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The id of the key; null: what the SDK finds (environment, profile, role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>The secret of the key.</summary>
    public string? SecretKey { get; set; }

    /// <summary>What the names of objects begin with.</summary>
    public string Prefix { get; set; } = "media/";
}

/// <summary>Settings of a store in Azure Blob Storage, in <c>Velro:Media:Azure</c>.</summary>
internal sealed class AzureOptions
{
    /// <summary>The connection string, with the account's key, which URLs are signed with.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The container, which must exist.</summary>
    public string Container { get; set; } = "media";
}
