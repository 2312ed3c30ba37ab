using Microsoft.AspNetCore.Hosting;
using Npgsql;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration;
using Velro.Tests.Integration.Caching;
using Velro.Tests.Stores;

namespace Velro.Tests.Contract.SignIn;

/// <summary>Two nodes over one database, in development, at which people sign in. Each test makes the people that it needs.</summary>
public class SignInFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Password = "correct battery staple";

    private readonly DirectoryInfo _outbox = Directory.CreateTempSubdirectory("velro-outbox-");
    private Api? _api;
    private Api? _other;

    public NpgsqlDataSource Database { get; private set; } = null!;

    internal IServiceProvider Services => _api!.Services;

    /// <summary>The administrator, by the bootstrap key.</summary>
    internal Person Administrator => With(PostgresFixture.AdminKey);

    internal Person With(string? bearer) => new(_api!.CreateCaller(bearer));

    /// <summary>The same caller at the other node.</summary>
    internal Person ElsewhereWith(string? bearer) => new(_other!.CreateCaller(bearer));

    /// <summary>A client without credentials, cookies or redirects of its own.</summary>
    public HttpClient CreateClient() => _api!.CreateCaller(key: null);

    internal Browser CreateBrowser()
    {
        using var client = CreateClient();
        return new Browser(client.BaseAddress!);
    }

    /// <summary>A person with a password, made by the administrator.</summary>
    internal async Task<SignedUp> CreatePersonAsync(string password = Password)
    {
        var email = $"{Guid.CreateVersion7():N}@example.com";
        var created = await Administrator.PostAsync("/v1/users", new { email, password, displayName = "Somebody" });
        return new SignedUp(created.Ok(System.Net.HttpStatusCode.Created).Id, email, password);
    }

    /// <summary>Posts a form to an endpoint of <c>/connect</c>.</summary>
    internal Task<Reply> ConnectAsync(string endpoint, params (string Name, string Value)[] fields) => ConnectFromAsync(address: null, endpoint, fields);

    /// <summary>The same from another address, as a trusted proxy tells it.</summary>
    internal async Task<Reply> ConnectFromAsync(string? address, string endpoint, params (string Name, string Value)[] fields)
    {
        using var client = CreateClient();
        if (address is not null) client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return await client.ConnectAsync(endpoint, fields);
    }

    /// <summary>Signs in by password, as <c>velro-cli</c>.</summary>
    internal async Task<TokenSet> SignInAsync(SignedUp person)
    {
        var reply = await ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email), ("password", person.Password),
            ("scope", "offline_access"));
        return TokenSet.Of(reply.Ok());
    }

    internal Task<Reply> RefreshAsync(string refreshToken) =>
        ConnectAsync("token", ("grant_type", "refresh_token"), ("client_id", "velro-cli"), ("refresh_token", refreshToken));

    /// <summary>The text of the last mail to somebody, when it is there.</summary>
    public async Task<string> MailToAsync(string email)
    {
        string? found = null;
        await Eventually.TrueAsync(() =>
        {
            found = _outbox.GetFiles("*.eml").OrderByDescending(static file => file.Name, StringComparer.Ordinal)
                .Select(static file => File.ReadAllText(file.FullName)).FirstOrDefault(text => text.Contains(email, StringComparison.Ordinal));
            return found is not null;
        });
        return found!;
    }

    /// <summary>How many mails have a text in them.</summary>
    public int CountMails(string text) =>
        _outbox.GetFiles("*.eml").Count(file => File.ReadAllText(file.FullName).Contains(text, StringComparison.Ordinal));

    public Task<T> QueryAsync<T>(string text) => Database.QueryAsync<T>(text);

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        (_api, _other) = (await StartAsync(), await StartAsync());
    }

    /// <summary>Where a class of tests has settings of its own.</summary>
    protected virtual void Configure(IWebHostBuilder builder)
    {
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_api is not null) await _api.DisposeAsync();
        if (_other is not null) await _other.DisposeAsync();
        _outbox.Delete(recursive: true);
    }

    /// <summary>One address for both, as callers know it; the cheapest hash, so that the tests of many people are quick.</summary>
    private Task<Api> StartAsync() => Api.StartAsync(Database, builder => Configure(builder
        .UseSetting("Velro:PublicUrl", "http://localhost")
        .UseSetting("Velro:TrustedProxies:0", "127.0.0.1")
        .UseSetting("Velro:Mail:Outbox", _outbox.FullName)
        .UseSetting("Velro:OAuth:WebRedirectUris:0", "https://web.example/callback")));
}

/// <summary>A person who can sign in.</summary>
internal sealed record SignedUp(string Id, string Email, string Password);

/// <summary>What the token endpoint gave.</summary>
internal sealed record TokenSet(string AccessToken, string? RefreshToken, string? IdToken)
{
    public static TokenSet Of(Reply reply) => new(
        reply.Text("access_token")!,
        reply.Names("refresh_token") ? reply.Text("refresh_token") : null,
        reply.Names("id_token") ? reply.Text("id_token") : null);
}
