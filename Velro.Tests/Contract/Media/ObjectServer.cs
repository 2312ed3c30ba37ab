using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Velro.Tests.Contract.Media;

/// <summary>
/// As much of S3 and of Azure Blob Storage, on loopback, as their SDKs need to store, show and remove an object. It looks at no signature:
/// these have tests of their own.
/// </summary>
internal sealed class ObjectServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte[]>> _parts = new();

    private ObjectServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>What is stored, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Uploads that were begun and neither completed nor given up.</summary>
    public int OpenUploads => _parts.Count;

    /// <summary>The largest body of one request: how much of an upload was in memory at once.</summary>
    public int LargestBody { get; private set; }

    /// <summary>Whether it answers that it cannot.</summary>
    public bool IsFailing { get; set; }

    public static async Task<ObjectServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ObjectServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (method, query, path) = (http.Request.Method, http.Request.Query, http.Request.Path.Value!);
        var body = await BodyAsync(http.Request);
        LargestBody = Math.Max(LargestBody, body.Length);
        var part = query["partNumber"].ToString() + query["blockid"];
        var upload = query["uploadId"].ToString() + path;
        if (http.Request.Headers["x-ms-client-request-id"] is [{ } id]) http.Response.Headers["x-ms-client-request-id"] = id;
        http.Response.Headers.ETag = "\"1\"";
        http.Response.Headers.LastModified = DateTimeOffset.UnixEpoch.ToString("R", CultureInfo.InvariantCulture);
        switch (method)
        {
            case var _ when IsFailing:
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                break;
            case "POST" when query.ContainsKey("uploads"):
                _parts["1" + path] = new();
                await http.Response.WriteAsync("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>");
                break;
            case "PUT" when part.Length > 0:
                _parts.GetOrAdd(upload, static _ => new())[part] = body;
                http.Response.StatusCode = query.ContainsKey("blockid") ? StatusCodes.Status201Created : StatusCodes.Status200OK;
                break;
            case "PUT" when query["comp"] == "blocklist":
                var ids = XDocument.Load(new MemoryStream(body)).Root!.Elements().Select(static block => block.Value);
                Complete(path, upload, ids);
                http.Response.StatusCode = StatusCodes.Status201Created;
                break;
            case "POST" when query.ContainsKey("uploadId"):
                Complete(path, upload, _parts[upload].Keys.OrderBy(static number => int.Parse(number, CultureInfo.InvariantCulture)));
                await http.Response.WriteAsync("<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>");
                break;
            case "PUT":
                Objects[path] = body;
                http.Response.StatusCode = query.Count == 0 && http.Request.Headers.ContainsKey("x-ms-version")
                    ? StatusCodes.Status201Created
                    : StatusCodes.Status200OK;
                break;
            case "DELETE" when query.ContainsKey("uploadId"):
                _parts.TryRemove(upload, out _);
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "DELETE":
                Objects.TryRemove(path, out _);
                http.Response.StatusCode = http.Request.Headers.ContainsKey("x-ms-version")
                    ? StatusCodes.Status202Accepted
                    : StatusCodes.Status204NoContent;
                break;
            case "GET" when Objects.TryGetValue(path, out var bytes):
                await http.Response.BodyWriter.WriteAsync(bytes);
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private void Complete(string path, string upload, IEnumerable<string> parts)
    {
        Assert.True(_parts.TryRemove(upload, out var stored));
        Objects[path] = [.. parts.SelectMany(part => stored[part])];
    }

    /// <summary>The bytes themselves: Amazon's SDK wraps them in chunks with signatures between.</summary>
    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var all = new MemoryStream();
        await request.Body.CopyToAsync(all);
        var bytes = all.ToArray();
        if (!request.Headers.ContentEncoding.ToString().Contains("aws-chunked", StringComparison.Ordinal)) return bytes;

        var content = new List<byte>();
        for (var at = 0; ;)
        {
            var end = bytes.AsSpan(at).IndexOf("\r\n"u8) + at;
            var head = Encoding.ASCII.GetString(bytes, at, end - at).Split(';')[0];
            var length = int.Parse(head, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (length == 0) return [.. content];
            content.AddRange(bytes.AsSpan(end + 2, length));
            at = end + 2 + length + 2;
        }
    }
}
