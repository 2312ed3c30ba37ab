using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using OtpNet;
using Velro.Tests.Contract.Management;
using Velro.Tests.Contract.ServiceKeys;
using Velro.Tests.Contract.SignIn;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Secrets;

/// <summary>
/// A6, F6: what opens something is told once, to whom it belongs, and is nowhere else: in no log at any level, no span, no tag of a metric,
/// no problem, and no row of the database.
/// </summary>
public sealed class SecrecyTests(WatchedFixture api) : IClassFixture<WatchedFixture>
{
    private readonly Dictionary<string, string> _secrets = new()
    {
        ["the master key"] = PostgresFixture.MasterKeyText,
        ["the bootstrap key"] = PostgresFixture.AdminKey,
    };

    private readonly List<string> _problems = [];

    [Fact]
    public async Task A6_no_secret_is_in_logs_spans_metrics_problems_or_the_database()
    {
        await SignInAsync();
        await UseLinksAsync();
        await UseKeysAsync();
        await UseClientAsync();
        await UseMediaAsync();

        var said = api.Said().Concat(_problems.Select(static problem => $"problem: {problem}")).Concat(await RowsAsync()).ToArray();
        foreach (var place in new[] { "log: ", "span: ", "metric: ", "problem: ", "row: audit_events ", "row: sessions " })
            Assert.Contains(said, text => text.StartsWith(place, StringComparison.Ordinal));
        var told = _secrets.SelectMany(secret => said.Where(text => text.Contains(secret.Value, StringComparison.OrdinalIgnoreCase))
            .Select(text => $"{secret.Key} is in {text[..Math.Min(text.Length, 600)]}")).ToArray();
        Assert.True(told.Length == 0, string.Join('\n', told.Take(20)));
        Assert.True(_secrets.Count > 30);
    }

    private async Task SignInAsync()
    {
        var person = await api.CreatePersonAsync("a passphrase that is only here");
        Keep("a password", person.Password);
        var tokens = await api.SignInAsync(person);
        Keep(tokens);
        var renewed = TokenSet.Of((await api.RefreshAsync(tokens.RefreshToken!)).Ok());
        Keep(renewed);
        _problems.Add((await api.ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email),
            ("password", Keep("a wrong password", "a passphrase that is wrong")))).Body.GetRawText());
        _problems.Add((await api.With(renewed.AccessToken).PostAsync("/v1/me/password", new
        {
            currentPassword = Keep("another wrong password", "not the passphrase at all"),
            newPassword = Keep("no new password", "a phrase never taken"),
        })).Body.GetRawText());

        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/sign-in");
        await browser.SubmitAsync("password", ("email", person.Email), ("password", person.Password));
        await browser.OpenAsync("/account/authenticator");
        var key = Keep("a TOTP key", browser.Codes.Single());
        Keep("the bytes of a TOTP key", Convert.ToHexString(Base32Encoding.ToBytes(key)));
        await browser.SubmitAsync("code", ("code", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(DateTime.UtcNow.AddSeconds(-30))));
        Assert.Equal("Recovery codes", browser.Heading);
        foreach (var code in browser.Codes) Keep($"the recovery code {code}", code);
        Keep(TokenSet.Of((await api.ConnectAsync(
            "token", ("grant_type", "password"), ("client_id", "velro-cli"), ("username", person.Email), ("password", person.Password),
            ("otp", browser.Codes[0]))).Ok()));
        _problems.Add((await api.RefreshAsync(tokens.RefreshToken!)).Body.GetRawText());
    }

    /// <summary>The links of mails, which are in addresses.</summary>
    private async Task UseLinksAsync()
    {
        var person = await api.CreatePersonAsync("a passphrase that is forgotten");
        using var browser = api.CreateBrowser();
        await browser.OpenAsync("/account/forgotten-password");
        await browser.SubmitAsync("email", ("email", person.Email));
        var link = Regex.Match(await api.MailToAsync($"To: {person.Email}"), "/account/new-password\\?token=(\\S+)");
        Keep("the token of a link", link.Groups[1].Value);
        await browser.OpenAsync(link.Value);
        await browser.SubmitAsync("password", ("password", Keep("a new password", "a passphrase that is new")));
        Assert.Equal("Sign in", browser.Heading);
    }

    private async Task UseKeysAsync()
    {
        var made = await api.Administrator.MakeKeyAsync("users.read");
        var key = Keep("a service key", made.KeyOf());
        (await api.With(key).GetSinceAsync(made, "/v1/users")).Ok();
        var rotated = (await api.Administrator.PostAsync($"{made.Location}/rotate", new { overlapSeconds = 60 })).Ok(HttpStatusCode.Created);
        Keep("a rotated key", rotated.KeyOf());
        _problems.Add((await api.With(Keep("a mistyped key", key[..^1] + (key[^1] == 'a' ? 'b' : 'a'))).GetAsync("/v1/me")).Body.GetRawText());
        _problems.Add((await api.With(Keep("an unknown bearer", "no-such-bearer-of-anything-0123456789")).GetAsync("/v1/me")).Body.GetRawText());
    }

    private async Task UseClientAsync()
    {
        var client = (await api.Administrator.PostAsync("/v1/clients", new { name = "C", scopes = new[] { "check" } }, ("Idempotency-Key", "a-client"))).Ok(HttpStatusCode.Created);
        var secret = Keep("a client's secret", client.Text("secret")!);
        Keep(TokenSet.Of((await api.ConnectAsync(
            "token", ("grant_type", "client_credentials"), ("client_id", client.Id), ("client_secret", secret))).Ok()));
        _problems.Add((await api.ConnectAsync(
            "token", ("grant_type", "client_credentials"), ("client_id", client.Id), ("client_secret", secret + "x"))).Body.GetRawText());
    }

    private async Task UseMediaAsync()
    {
        var generation = (await api.Administrator.PostAsync("/v1/generations", new { kind = "image", prompt = "p" })).Ok(HttpStatusCode.Created).Id;
        (await api.Administrator.PutAsync($"/v1/generations/{generation}/media/original", Json.Of([1, 2, 3], "image/png"))).Ok(HttpStatusCode.Created);
        var signed = await api.Administrator.PostAsync($"/v1/generations/{generation}/media-url", new { variant = "original" });
        var url = new Uri(signed.Ok().Text("url")!);
        Keep("a signature", QueryHelpers.ParseQuery(url.Query)["signature"].Single()!);
        using var client = api.CreateClient();
        (await client.GetAsync(new Uri(url.PathAndQuery, UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode().Dispose();
    }

    private string Keep(string name, string secret)
    {
        _secrets.TryAdd(name, secret);

        // As a column of bytes shows it.
        _secrets.TryAdd($"the bytes of {name}", Convert.ToHexString(Encoding.UTF8.GetBytes(secret)));
        return secret;
    }

    private void Keep(TokenSet tokens)
    {
        Keep($"access token {_secrets.Count}", tokens.AccessToken);
        if (tokens.RefreshToken is { } refresh) Keep($"refresh token {_secrets.Count}", refresh);
        if (tokens.IdToken is { } id) Keep($"id token {_secrets.Count}", id);
    }

    private async Task<string[]> RowsAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var tables = api.Database.CreateCommand(
            """
            select string_agg(format('select ''row: '' || %L || '' '' || row_to_json(t)::text from %I t', relname, relname), ' union all ')
              from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition
            """);
        await using var query = api.Database.CreateCommand((string)(await tables.ExecuteScalarAsync(cancellation))!);
        var rows = new List<string>();
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(reader.GetString(0));
        return [.. rows];
    }
}
