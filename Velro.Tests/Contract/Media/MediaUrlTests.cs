using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Velro.AuthApi.Media;
using Velro.Data.Media;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Contract.Media;

/// <summary>Addresses of media that work without a credential (API.md, RIGHTS.md C1, D2, F6).</summary>
public sealed class MediaUrlTests(MediaFixture api) : IClassFixture<MediaFixture>
{
    [Fact]
    public async Task F6_an_address_needs_no_credential_and_lives_five_minutes_or_as_is_asked_for()
    {
        var ann = await api.CreateUserAsync();
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        foreach (var seconds in new int?[] { null, 1, 3600 })
        {
            var before = DateTimeOffset.UtcNow;
            var body = seconds is null ? (object)new { variant = "original" } : new { variant = "original", expiresInSeconds = seconds };
            var reply = (await api.As(ann).PostAsync($"/v1/generations/{generation}/media-url", body)).Ok();
            var expiresAt = reply.Body.GetProperty("expiresAt").GetDateTimeOffset();
            Assert.InRange(expiresAt, before.AddSeconds((seconds ?? 300) - 1), DateTimeOffset.UtcNow.AddSeconds(seconds ?? 300));
            if (seconds == 1) continue;
            using var response = await api.FetchAsync(reply.Text("url")!);
            Assert.Equal(bytes, await MediaFixture.ReadAsync(response));
        }
    }

    [Theory]
    [InlineData("""{"variant":"original","expiresInSeconds":3601}""", "expiresInSeconds")]
    [InlineData("""{"variant":"original","expiresInSeconds":0}""", "expiresInSeconds")]
    [InlineData("""{"variant":"original","expiresInSeconds":-1}""", "expiresInSeconds")]
    [InlineData("""{"variant":"../original"}""", "variant")]
    [InlineData("""{}""", "variant")]
    [InlineData("""{"variant":"original","userId":"admin"}""", "userId")]
    [InlineData("""{"variant":"original","url":"https://example.com"}""", "url")]
    public async Task F6_what_is_no_request_for_one_is_refused(string body, string field)
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann);
        var reply = await api.As(ann).PostAsync($"/v1/generations/{generation}/media-url", Json.Of(body));
        reply.Problem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal([field], reply.Fields);
    }

    [Fact]
    public async Task D2_no_address_is_made_of_what_may_not_be_read_and_of_what_is_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (generation, _) = await api.CreateMediaAsync(ann);
        var body = new { variant = "original" };

        var hidden = await api.As(bob).PostAsync($"/v1/generations/{generation}/media-url", body);
        var absent = await api.As(bob).PostAsync("/v1/generations/no-such/media-url", body);
        foreach (var reply in new[] { hidden, absent }) reply.Problem(HttpStatusCode.NotFound, "media.unknown");
        Assert.Equal(hidden.Text("detail"), absent.Text("detail"));
        (await api.As(ann).PostAsync($"/v1/generations/{generation}/media-url", new { variant = "thumbnail" })).Problem(
            HttpStatusCode.NotFound, "media.unknown");

        (await new Person(api.Client()).PostAsync($"/v1/generations/{generation}/media-url", body)).Problem(
            HttpStatusCode.Unauthorized, "credentials.required");
    }

    [Fact]
    public async Task F6_an_address_that_was_changed_in_any_part_is_refused()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        var (other, _) = await api.CreateMediaAsync(ann);
        (await api.PutAsync(ann, generation, "large", MediaFixture.BytesOf(5))).Ok(HttpStatusCode.Created);
        var url = await api.UrlAsync(ann, generation);
        var query = QueryHelpers.ParseQuery(new Uri(url).Query);
        var (expires, signature) = (query["expires"].Single()!, query["signature"].Single()!);
        var last = signature[^1] == 'A' ? 'B' : 'A';

        string[] changed =
        [
            url.Replace("/original?", "/large?", StringComparison.Ordinal),
            url.Replace(generation, other, StringComparison.Ordinal),
            url.Replace(ann, bob, StringComparison.Ordinal),
            url.Replace($"expires={expires}", $"expires={long.Parse(expires, null) + 1}", StringComparison.Ordinal),
            url.Replace($"expires={expires}", $"expires=0{expires}", StringComparison.Ordinal),
            url.Replace($"expires={expires}", "expires=99999999999999999999999", StringComparison.Ordinal),
            url.Replace($"expires={expires}", "expires=", StringComparison.Ordinal),
            url.Replace($"expires={expires}&", "", StringComparison.Ordinal),
            url.Replace($"user={ann}&", "", StringComparison.Ordinal),
            url[..^1],
            url[..^1] + last,
            url + "A",
            url + "%00",
            url + "=",
            url + $"&signature={signature}",
            url + $"&user={bob}",
            url.Replace(signature, signature.ToUpperInvariant(), StringComparison.Ordinal),
            url.Replace($"signature={signature}", "signature=", StringComparison.Ordinal),
            url[..url.IndexOf('?', StringComparison.Ordinal)],
        ];
        foreach (var address in changed)
        {
            using var refused = await api.FetchAsync(address);
            Assert.True(refused.StatusCode == HttpStatusCode.Forbidden, $"{address}: {refused.StatusCode}");
            Assert.Equal("media.address_refused", await MediaFixture.CodeAsync(refused, HttpStatusCode.Forbidden));
        }

        // Every other character of the signature.
        for (var at = url.Length - signature.Length; at < url.Length; at++)
        {
            var character = url[at] == 'x' ? 'y' : 'x';
            using var refused = await api.FetchAsync(url[..at] + character + url[(at + 1)..]);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var shown = await api.FetchAsync(url);
        Assert.Equal(bytes, await MediaFixture.ReadAsync(shown));
    }

    [Fact]
    public async Task F6_an_address_ends_at_its_time()
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann);
        var addresses = api.Services.GetRequiredService<MediaAddresses>();
        var (over, there) = (HttpStatusCode.Forbidden, HttpStatusCode.OK);
        foreach (var (seconds, status) in new[] { (-1, over), (-86400, over), (60, there) })
        {
            var url = addresses.Make(new MediaName(generation, "original"), new MediaPass(ann, DateTimeOffset.UtcNow.AddSeconds(seconds)));
            using var response = await api.FetchAsync(url);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("grant")]
    [InlineData("block")]
    [InlineData("suspension")]
    [InlineData("deletion")]
    public async Task F6_an_address_dies_on_every_node_with_the_permission_it_was_made_under(string end)
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        await api.GrantAsync(ann, generation, bob, "viewer");
        await api.CatchUpAsync(isLagging: true);
        var url = await api.UrlAsync(bob, generation);
        foreach (var isLagging in new[] { false, true })
        {
            using var shown = await api.FetchAsync(url, isLagging: isLagging);
            Assert.Equal(bytes, await MediaFixture.ReadAsync(shown));
        }

        var revision = (end switch
        {
            "grant" => await api.As(ann).DeleteAsync($"/v1/generations/{generation}/grants/user/{bob}"),
            "block" => await api.As(ann).PutAsync($"/v1/generations/{generation}/blocks/{bob}"),
            "suspension" => await api.Administrator().PostAsync($"/v1/users/{bob}/suspend"),
            _ => await api.As(ann).DeleteAsync($"/v1/generations/{generation}"),
        }).Revision!;

        foreach (var isLagging in new[] { false, true })
        {
            using var dead = await api.FetchAsync(url, isLagging: isLagging, headers: ("Velro-At-Least", revision));
            Assert.Equal("media.unknown", await MediaFixture.CodeAsync(dead, HttpStatusCode.NotFound));
        }
    }

    /// <summary>The node has not heard of it yet that bob may no longer, and knows from the row that it must.</summary>
    [Fact]
    public async Task F6_what_is_stored_after_a_permission_ended_is_not_shown_under_it_by_a_node_that_lags_behind()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        await api.GrantAsync(ann, generation, bob, "viewer");
        var url = await api.UrlAsync(bob, generation);
        await api.CatchUpAsync(isLagging: true);
        using (var shown = await api.FetchAsync(url, isLagging: true)) Assert.Equal(bytes, await MediaFixture.ReadAsync(shown));

        await api.As(ann).DeleteAsync($"/v1/generations/{generation}/grants/user/{bob}");
        (await api.PutAsync(ann, generation, "original", MediaFixture.BytesOf(20))).Ok();

        using var dead = await api.FetchAsync(url, isLagging: true);
        Assert.Equal("media.unknown", await MediaFixture.CodeAsync(dead, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_policy_that_denies_reading_ends_addresses_too()
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann, "public");
        var url = await api.UrlAsync(ann, generation);
        var revision = (await api.Administrator().PutAsync("/v1/policies/no-media", new
        {
            effect = "deny",
            actions = new[] { "read" },
            resourceTypes = new[] { "generation" },
            condition = $"resource.id == '{generation}' && context.ip != '203.0.113.7'",
        })).Revision!;

        foreach (var address in new[] { url, MediaFixture.PathOf(generation) })
        {
            using var dead = await api.FetchAsync(address, headers: ("Velro-At-Least", revision));
            Assert.Equal("media.unknown", await MediaFixture.CodeAsync(dead, HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task Many_are_answered_in_their_order_and_what_may_not_be_read_as_what_is_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (first, bytes) = await api.CreateMediaAsync(ann);
        var (second, others) = await api.CreateMediaAsync(ann, "public");
        var (hidden, _) = await api.CreateMediaAsync(bob);
        var items = new object[]
        {
            new { generationId = second, variant = "original", expiresInSeconds = 60 },
            new { generationId = hidden, variant = "original" },
            new { generationId = first, variant = "original" },
            new { generationId = "no-such", variant = "original" },
            new { generationId = first, variant = "no-such" },
            new { generationId = first, variant = "original" },
        };

        var reply = (await api.As(ann).PostAsync("/v1/media-urls", new { items })).Ok();
        var answers = reply.Body.GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(items.Length, answers.Length);
        foreach (var (at, expected) in new[] { (0, others), (2, bytes), (5, bytes) })
        {
            using var shown = await api.FetchAsync(answers[at].GetProperty("url").GetString()!);
            Assert.Equal(expected, await MediaFixture.ReadAsync(shown));
        }

        Assert.Equal(answers[3].GetRawText(), answers[1].GetRawText());
        Assert.Equal(answers[3].GetRawText(), answers[4].GetRawText());
        Assert.Equal("media.unknown", answers[1].GetProperty("error").GetProperty("code").GetString());
        Assert.True(answers[0].GetProperty("expiresAt").GetDateTimeOffset() < answers[2].GetProperty("expiresAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Two_hundred_are_taken_and_no_more()
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann);
        Task<Reply> AskAsync(int count) => api.As(ann).PostAsync(
            "/v1/media-urls", new { items = Enumerable.Repeat(new { generationId = generation, variant = "original" }, count) });

        Assert.Equal(200, (await AskAsync(200)).Ok().Body.GetProperty("items").GetArrayLength());
        Assert.Equal(["items"], (await AskAsync(201)).Fields);
        Assert.Equal(["items"], (await AskAsync(0)).Fields);
        var wrong = await api.As(ann).PostAsync("/v1/media-urls", Json.Of(
            """{"items":[{"generationId":"a b","variant":"original"},{"generationId":"g","variant":"v","size":1}]}"""));
        Assert.Equal(["items[0].generationId", "items[1].size"], wrong.Fields);
    }
}
