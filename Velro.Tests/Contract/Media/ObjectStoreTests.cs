using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Velro.AuthApi.Media;
using Velro.Tests.Contract.Management;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Media;

/// <summary>Media in S3 and in Azure Blob Storage, through their SDKs (RIGHTS.md F6).</summary>
public sealed class ObjectStoreTests(PostgresFixture postgres)
{
    /// <summary>More than one part of an upload, and not whole parts.</summary>
    private const int Large = 11_000_001;

    [Theory]
    [InlineData("S3", 10)]
    [InlineData("S3", Large)]
    [InlineData("Azure", 10)]
    [InlineData("Azure", Large)]
    public async Task F6_media_are_streamed_there_and_served_by_the_store_for_five_minutes_at_most(string kind, int size)
    {
        await using var server = await ObjectServer.StartAsync();
        using var log = new Fuzzing.ExceptionLog();
        await using var api = await StartAsync(server, kind, log);
        var person = new Person(api.CreateCaller());
        var generation = await CreateAsync(person);
        var path = MediaFixture.PathOf(generation);
        var bytes = MediaFixture.BytesOf(size);

        var stored = await person.PutAsync(path, ContentOf(bytes));
        Assert.True(stored.Status == HttpStatusCode.Created, $"{stored.Status}: {string.Join('\n', log.Entries)}");
        Assert.Equal(bytes, server.Objects.Values.Single());
        if (size == Large) Assert.InRange(server.LargestBody, 1, 8 * 1024 * 1024);

        var url = (await person.PostAsync($"/v1/generations/{generation}/media-url", new { variant = "original", expiresInSeconds = 3600 })).Ok();
        Assert.True(url.Body.GetProperty("expiresAt").GetDateTimeOffset() <= DateTimeOffset.UtcNow.AddSeconds(300));
        Assert.StartsWith(server.Url, url.Text("url"), StringComparison.Ordinal);
        using var anybody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        Assert.Equal(bytes, await anybody.GetByteArrayAsync(url.Text("url"), TestContext.Current.CancellationToken));

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.ClientOptions.BaseAddress, path));
        request.Headers.Authorization = person.Client.DefaultRequestHeaders.Authorization;
        using var redirected = await anybody.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, redirected.StatusCode);
        Assert.Equal("no-store", redirected.Headers.CacheControl!.ToString());
        Assert.Equal(bytes, await anybody.GetByteArrayAsync(redirected.Headers.Location, TestContext.Current.CancellationToken));

        (await person.PutAsync(path, ContentOf([1]))).Ok();
        await api.Services.GetRequiredService<MediaRemoval>().RemoveAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1], server.Objects.Values.Single());
        Assert.Equal(0, server.OpenUploads);
    }

    [Theory]
    [InlineData("S3")]
    [InlineData("Azure")]
    public async Task An_upload_that_is_too_large_or_meets_a_store_that_fails_leaves_nothing_and_says_why(string kind)
    {
        await using var server = await ObjectServer.StartAsync();
        using var log = new Fuzzing.ExceptionLog();
        await using var api = await StartAsync(server, kind, log);
        var person = new Person(api.CreateCaller());
        var path = MediaFixture.PathOf(await CreateAsync(person));

        using var endless = new StreamContent(new UnknownLength(new byte[Large + 2]));
        endless.Headers.ContentType = new("image/png");
        var refused = await api.CreateStreamer().PutAsync(path, endless);
        Assert.True(refused.Code == "media.too_large", $"{refused.Status}: {string.Join('\n', log.Entries)}");
        server.IsFailing = true;
        (await person.PutAsync(path, ContentOf([1]))).Problem(HttpStatusCode.ServiceUnavailable, "media.store_unavailable");

        server.IsFailing = false;
        await api.Services.GetRequiredService<MediaRemoval>().RemoveAsync(TestContext.Current.CancellationToken);
        Assert.Empty(server.Objects);
        (await person.GetAsync(path)).Problem(HttpStatusCode.NotFound, "media.unknown");
    }

    [Fact]
    public async Task Outside_development_nothing_is_stored_where_nobody_said_where()
    {
        await using var api = await Api.StartAsync(await postgres.CreateDatabaseAsync(), static builder => builder
            .UseEnvironment("Production")
            .UseSetting("Velro:PublicUrl", "https://auth.example.com")
            .UseSetting("Velro:Media:Path", ""));
        var person = new Person(api.CreateCaller());

        (await person.PutAsync(MediaFixture.PathOf(await CreateAsync(person)), ContentOf([1]))).Problem(
            HttpStatusCode.ServiceUnavailable, "media.not_configured");
    }

    private async Task<Api> StartAsync(ObjectServer server, string kind, Fuzzing.ExceptionLog log) =>
        await Api.StartAsync(await postgres.CreateDatabaseAsync(), builder =>
        {
            builder.UseSetting("Velro:Media:MaximumBytes", $"{Large + 1}");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log));
            if (kind == "S3")
            {
                builder.UseSetting("Velro:Media:S3:Bucket", "velro");
                builder.UseSetting("Velro:Media:S3:ServiceUrl", server.Url);
                builder.UseSetting("Velro:Media:S3:AccessKey", "key");
                builder.UseSetting("Velro:Media:S3:SecretKey", "secret");
            }
            else
            {
                builder.UseSetting(
                    "Velro:Media:Azure:ConnectionString",
                    $"DefaultEndpointsProtocol=http;AccountName=account;AccountKey=c2VjcmV0;BlobEndpoint={server.Url}/account");
            }
        });

    private static async Task<string> CreateAsync(Person person) =>
        (await person.PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(HttpStatusCode.Created).Id;

    private static ByteArrayContent ContentOf(byte[] bytes) => Json.Of(bytes, "image/png");
}
