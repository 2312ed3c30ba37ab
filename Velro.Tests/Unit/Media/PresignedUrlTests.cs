using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Velro.AuthApi.Media;
using Velro.AuthApi.Media.Storage;

namespace Velro.Tests.Unit.Media;

/// <summary>
/// Addresses that S3 and Azure Blob honour by themselves: what the services would compute from the published rules of their signatures is
/// what stands in them. No request is sent.
/// </summary>
public sealed class PresignedUrlTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string AccountKey = "c2VjcmV0LWtleS1vZi10aGUtdGVzdHMtb2YtYXp1cmU=";

    private static readonly Guid Blob = Guid.Parse("019ab3c4-7d5e-7f60-8a91-b2c3d4e5f607");

    [Theory]
    [InlineData(null, "velro-media.s3.eu-central-1.amazonaws.com", "https", "/media/019ab3c47d5e7f608a91b2c3d4e5f607")]
    [InlineData("http://127.0.0.1:9000", "127.0.0.1:9000", "http", "/velro-media/media/019ab3c47d5e7f608a91b2c3d4e5f607")]
    public void F6_S3_would_accept_the_signature(string? serviceUrl, string host, string scheme, string path)
    {
        using var store = new S3MediaStore(
            new S3Options
            {
                Bucket = "velro-media",
                Region = "eu-central-1",
                ServiceUrl = serviceUrl,
                AccessKey = "AKIAIOSFODNN7EXAMPLE",
                SecretKey = Secret,
            },
            TimeProvider.System);
        var url = new Uri(store.Presign(Blob, "image/svg+xml", isSaved: true, TimeSpan.FromSeconds(240)));
        var query = QueryHelpers.ParseQuery(url.Query);

        Assert.Equal((scheme, host, path), (url.Scheme, url.Authority, url.AbsolutePath));
        Assert.Equal("image/svg+xml", query["response-content-type"]);
        Assert.Equal("attachment", query["response-content-disposition"]);
        Assert.Equal("private, max-age=240", query["response-cache-control"]);
        Assert.InRange(int.Parse(query["X-Amz-Expires"]!, CultureInfo.InvariantCulture), 235, 240);
        Assert.Equal(SignatureV4Of(url, query), query["X-Amz-Signature"]);
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net", "https", true)]
    [InlineData("http://127.0.0.1:10000/account", "https,http", false)]
    public void F6_Azure_would_accept_the_signature(string endpoint, string protocols, bool isSaved)
    {
        var store = new AzureMediaStore(
            new AzureOptions
            {
                ConnectionString = $"DefaultEndpointsProtocol=https;AccountName=account;AccountKey={AccountKey};BlobEndpoint={endpoint}",
                Container = "media",
            },
            TimeProvider.System);
        var before = DateTimeOffset.UtcNow;
        var url = new Uri(store.Presign(Blob, "image/png", isSaved, TimeSpan.FromSeconds(240)));
        var query = QueryHelpers.ParseQuery(url.Query);

        Assert.Equal($"{endpoint}/media/{Blob:N}", url.GetLeftPart(UriPartial.Path));
        Assert.Equal(("r", "b", protocols), (query["sp"].ToString(), query["sr"].ToString(), query["spr"].ToString()));
        Assert.Equal("image/png", query["rsct"]);
        Assert.Equal(isSaved ? "attachment" : "", Text(query, "rscd"));
        var expires = DateTimeOffset.Parse(query["se"]!, CultureInfo.InvariantCulture);
        Assert.InRange(expires, before.AddSeconds(239), DateTimeOffset.UtcNow.AddSeconds(240));
        Assert.Equal(ServiceSasOf(query), query["sig"]);
    }

    [Fact]
    public void Settings_that_name_no_store_or_half_of_one_stop_the_start_and_show_no_secret()
    {
        string[] refusals =
        [
            Refusal(static () => new S3MediaStore(new S3Options(), TimeProvider.System)),
            Refusal(static () => new S3MediaStore(new S3Options { Bucket = "b" }, TimeProvider.System)),
            Refusal(static () => new S3MediaStore(new S3Options { Bucket = "b", Region = "r", SecretKey = Secret }, TimeProvider.System)),
            Refusal(static () => new AzureMediaStore(new AzureOptions(), TimeProvider.System)),
            OfAzure($"AccountKey={AccountKey}"),
            OfAzure("BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature=sv=1&sig=x"),
        ];
        Assert.All(refusals, static refusal => Assert.StartsWith("Velro:Media:", refusal, StringComparison.Ordinal));
        Assert.All(refusals, static refusal => Assert.DoesNotContain(Secret, refusal, StringComparison.Ordinal));
        Assert.All(refusals, static refusal => Assert.DoesNotContain(AccountKey, refusal, StringComparison.Ordinal));
    }

    /// <summary>AWS Signature Version 4, "Authenticating Requests: Using Query Parameters".</summary>
    private static string SignatureV4Of(Uri url, Dictionary<string, StringValues> query)
    {
        var canonicalQuery = string.Join('&', query
            .Where(static member => member.Key != "X-Amz-Signature")
            .Select(static member => $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(member.Value.ToString())}")
            .Order(StringComparer.Ordinal));
        Assert.Equal("host", query["X-Amz-SignedHeaders"]);
        var request = $"GET\n{url.AbsolutePath}\n{canonicalQuery}\nhost:{url.Authority}\n\nhost\nUNSIGNED-PAYLOAD";

        var date = query["X-Amz-Date"].ToString();
        var scope = $"{date[..8]}/eu-central-1/s3/aws4_request";
        Assert.Equal($"AKIAIOSFODNN7EXAMPLE/{scope}", query["X-Amz-Credential"]);
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";

        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope.Split('/')) key = Hmac(key, part);
        return Convert.ToHexStringLower(Hmac(key, text));
    }

    /// <summary>"Create a service SAS", string-to-sign of version 2020-12-06 and later.</summary>
    private static string ServiceSasOf(Dictionary<string, StringValues> query)
    {
        Assert.True(string.CompareOrdinal(query["sv"], "2020-12-06") >= 0);
        var text = string.Join(
            '\n',
            Text(query, "sp"), Text(query, "st"), Text(query, "se"), $"/blob/account/media/{Blob:N}", Text(query, "si"), Text(query, "sip"),
            Text(query, "spr"), Text(query, "sv"), Text(query, "sr"), "", Text(query, "ses"), Text(query, "rscc"), Text(query, "rscd"),
            Text(query, "rsce"), Text(query, "rscl"), Text(query, "rsct"));
        return Convert.ToBase64String(Hmac(Convert.FromBase64String(AccountKey), text));
    }

    private static string Text(Dictionary<string, StringValues> query, string name) =>
        query.TryGetValue(name, out var value) ? value.ToString() : "";

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string OfAzure(string connectionString) =>
        Refusal(() => new AzureMediaStore(new AzureOptions { ConnectionString = connectionString }, TimeProvider.System));

    private static string Refusal(Func<IMediaStore> make) => Assert.Throws<InvalidOperationException>(make).Message;
}
