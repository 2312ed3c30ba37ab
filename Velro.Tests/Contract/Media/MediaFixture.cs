using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Velro.AuthApi.Media;
using Velro.Caching.Clock;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.Media;

/// <summary>
/// Two nodes over one database and one folder of media. The second hears of changes only when it is asked to: it polls every ten seconds,
/// and no hint reaches it.
/// </summary>
public sealed class MediaFixture(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>More than other bodies may have.</summary>
    public const int MaximumBytes = 1_500_000;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"velro-media-{Guid.NewGuid():N}");

    private Api? _api;
    private Api? _lagging;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public IServiceProvider Services => _api!.Services;

    public Uri Address => _api!.ClientOptions.BaseAddress;

    /// <summary>A client of the node, or of the one that lags behind, which acts for a user or for nobody.</summary>
    internal HttpClient Client(string? actAs = null, bool isLagging = false)
    {
        var client = (isLagging ? _lagging! : _api!).CreateCaller(actAs is null ? null : PostgresFixture.AdminKey);
        if (actAs is not null) client.DefaultRequestHeaders.Add(ManagementFixture.ActAs, actAs);
        return client;
    }

    internal Person As(string actAs) => new(Client(actAs));

    internal Person Streamer(string actAs) => _api!.CreateStreamer(actAs);

    internal Person Administrator() => new(_api!.CreateCaller());

    public async Task<string> CreateUserAsync()
    {
        var id = $"user-{Guid.CreateVersion7():N}";
        await ExecuteAsync($"insert into users (id) values ('{id}')");
        await CatchUpAsync();
        return id;
    }

    public async Task CatchUpAsync(bool isLagging = false) => await (isLagging ? _lagging! : _api!).Services
        .GetRequiredService<ClockFollower>().CatchUpAsync(TestContext.Current.CancellationToken);

    public async Task<string> CreateGenerationAsync(string owner, string visibility = "private") =>
        (await As(owner).PostAsync("/v1/generations", new { kind = "image", prompt = "p", visibility })).Ok(HttpStatusCode.Created).Id;

    internal Task<Reply> PutAsync(
        string user, string generation, string variant, byte[] bytes, string type = "image/png", params (string, string)[] headers)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return As(user).PutAsync(PathOf(generation, variant), content, headers);
    }

    /// <summary>A generation with an image, and its bytes.</summary>
    internal async Task<(string Generation, byte[] Bytes)> CreateMediaAsync(
        string owner, string visibility = "private", string type = "image/png", int size = 1000)
    {
        var generation = await CreateGenerationAsync(owner, visibility);
        var bytes = BytesOf(size);
        (await PutAsync(owner, generation, "original", bytes, type)).Ok(HttpStatusCode.Created);
        return (generation, bytes);
    }

    /// <summary>An address that was made for a user.</summary>
    internal async Task<string> UrlAsync(string user, string generation, int? expiresInSeconds = null)
    {
        var body = expiresInSeconds is null ? (object)new { variant = "original" } : new { variant = "original", expiresInSeconds };
        return (await As(user).PostAsync($"/v1/generations/{generation}/media-url", body)).Ok().Text("url")!;
    }

    /// <summary>What stands behind an address, as somebody without a credential is answered.</summary>
    internal async Task<HttpResponseMessage> FetchAsync(
        string url, HttpMethod? method = null, bool isLagging = false, params (string Name, string Value)[] headers)
    {
        // Of what was answered only what follows the host counts: each node is asked at its own address.
        var target = url.StartsWith("http", StringComparison.Ordinal) ? url[url.IndexOf("/media/", StringComparison.Ordinal)..] : url;
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(target, UriKind.Relative));
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Client(isLagging: isLagging).SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Gives a role, of which the node knows then.</summary>
    public async Task GrantAsync(string owner, string generation, string user, string role)
    {
        Assert.NotNull((await As(owner).PutAsync($"/v1/generations/{generation}/grants/user/{user}", new { role })).Revision);
        await CatchUpAsync();
    }

    /// <summary>Removes what nobody refers to, and counts what is left: files, and media that are stored.</summary>
    public async Task<(int Files, long Media)> CleanAsync()
    {
        await Services.GetRequiredService<MediaRemoval>().RemoveAsync(TestContext.Current.CancellationToken);
        var files = Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length : 0;
        return (files, await QueryAsync<long>("select count(*) from media"));
    }

    public string FileOf(Guid blob) => Path.Combine(_folder, $"{blob:N}"[^2..], $"{blob:N}"[^4..^2], $"{blob:N}");

    public Task ExecuteAsync(string text) => Database.RunAsync(text);

    public Task<T> QueryAsync<T>(string text) => Database.QueryAsync<T>(text);

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        _api = await Api.StartAsync(Database, builder => Configure(builder));
        _lagging = await Api.StartAsync(Database, builder => Configure(builder)
            .UseSetting("Velro:Clock:PollInterval", "00:00:10")
            .UseSetting("Velro:Clock:DegradedAfter", "00:00:30"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_lagging is not null) await _lagging.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    internal static string PathOf(string generation, string variant = "original") => $"/v1/generations/{generation}/media/{variant}";

    internal static byte[] BytesOf(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    internal static async Task<byte[]> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}, not {status}: {System.Text.Encoding.UTF8.GetString(bytes)}");
        return bytes;
    }

    internal static async Task<string?> CodeAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var body = System.Text.Json.JsonElement.Parse(await ReadAsync(response, status));
        return body.GetProperty("code").GetString();
    }

    private IWebHostBuilder Configure(IWebHostBuilder builder) => builder
        .UseSetting("Velro:Media:Path", _folder)
        .UseSetting("Velro:Media:MaximumBytes", $"{MaximumBytes}");
}
