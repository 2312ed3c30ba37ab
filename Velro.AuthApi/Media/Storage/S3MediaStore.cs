using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Velro.AuthApi.Media.Storage;

/// <summary>A bucket of S3, or of a server that speaks its protocol.</summary>
internal sealed class S3MediaStore : IPresigningStore, IDisposable
{
    private readonly S3Options _options;
    private readonly AmazonS3Client _client;
    private readonly Protocol _protocol;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidOperationException">The settings name no bucket, or no place where it would be.</exception>
    public S3MediaStore(S3Options options, TimeProvider time)
    {
        if (options.Bucket.Length == 0) throw Missing("Bucket", "the bucket");
        if (options is { Region: null, ServiceUrl: null }) throw Missing("Region", "the bucket's region, such as eu-central-1");
        if (options.AccessKey is null != options.SecretKey is null)
            throw Missing("SecretKey", "the secret beside the AccessKey, or neither");

        (_options, _time) = (options, time);
        _client = ClientOf(options);
        _protocol = options.ServiceUrl?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS;
    }

    /// <summary>In parts: the parts of one that fails are given up, and what was not completed cannot be read.</summary>
    public async Task WriteAsync(Guid id, string contentType, Stream content, CancellationToken cancellation)
    {
        using var transfer = new TransferUtility(_client);
        await transfer.UploadAsync(
            new TransferUtilityUploadRequest
            {
                BucketName = _options.Bucket,
                Key = KeyOf(id),
                InputStream = content,
                ContentType = contentType,
                AutoCloseStream = false,
                AutoResetStreamPosition = false,
            },
            cancellation);
    }

    public Task DeleteAsync(Guid id, CancellationToken cancellation) => _client.DeleteObjectAsync(_options.Bucket, KeyOf(id), cancellation);

    public string Presign(Guid id, string contentType, bool isSaved, TimeSpan lifetime)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = _options.Bucket,
            Key = KeyOf(id),
            Verb = HttpVerb.GET,
            Protocol = _protocol,
            Expires = (_time.GetUtcNow() + lifetime).UtcDateTime,
        };
        request.ResponseHeaderOverrides.ContentType = contentType;
        request.ResponseHeaderOverrides.CacheControl = CacheControlOf(lifetime);
        if (isSaved) request.ResponseHeaderOverrides.ContentDisposition = "attachment";
        return _client.GetPreSignedURL(request);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Private caching that ends with the address.</summary>
    internal static string CacheControlOf(TimeSpan lifetime) =>
        string.Create(CultureInfo.InvariantCulture, $"private, max-age={(long)lifetime.TotalSeconds}");

    private static AmazonS3Client ClientOf(S3Options options)
    {
        var config = new AmazonS3Config();
        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return options.AccessKey is { } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config)
            : new AmazonS3Client(config);
    }

    private static InvalidOperationException Missing(string setting, string what) =>
        new($"{MediaOptions.Section}:S3:{setting} is not set. Write {what}.");

    private string KeyOf(Guid id) => $"{_options.Prefix}{id:N}";
}
