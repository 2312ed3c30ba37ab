using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Velro.AuthApi.Media.Storage;

/// <summary>A container of Azure Blob Storage.</summary>
internal sealed class AzureMediaStore : IPresigningStore
{
    /// <summary>A body is staged block by block, of which a few are in memory.</summary>
    private static readonly StorageTransferOptions Blocks = new()
    {
        InitialTransferSize = 4 * 1024 * 1024,
        MaximumTransferSize = 4 * 1024 * 1024,
        MaximumConcurrency = 1,
    };

    private readonly BlobContainerClient _container;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidOperationException">The settings name no container, or no key to sign with.</exception>
    public AzureMediaStore(AzureOptions options, TimeProvider time)
    {
        _time = time;
        try
        {
            _container = new BlobContainerClient(options.ConnectionString, options.Container);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // What it says could hold a part of the string, which is a secret.
            throw Missing();
        }

        if (!_container.CanGenerateSasUri) throw Missing();
    }

    /// <summary>Blocks that are not committed cannot be read, and go by themselves.</summary>
    public Task WriteAsync(Guid id, string contentType, Stream content, CancellationToken cancellation) => BlobOf(id).UploadAsync(
        content,
        new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType }, TransferOptions = Blocks },
        cancellation);

    public Task DeleteAsync(Guid id, CancellationToken cancellation) =>
        BlobOf(id).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    public string Presign(Guid id, string contentType, bool isSaved, TimeSpan lifetime)
    {
        var blob = BlobOf(id);
        var sas = new BlobSasBuilder(BlobSasPermissions.Read, _time.GetUtcNow() + lifetime)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
            ContentType = contentType,
            ContentDisposition = isSaved ? "attachment" : null,
            CacheControl = S3MediaStore.CacheControlOf(lifetime),
        };
        return blob.GenerateSasUri(sas).AbsoluteUri;
    }

    private static InvalidOperationException Missing() => new(
        $"{MediaOptions.Section}:Azure:ConnectionString is not one with AccountName and AccountKey. URLs are signed with the key.");

    private BlobClient BlobOf(Guid id) => _container.GetBlobClient(id.ToString("N"));
}
