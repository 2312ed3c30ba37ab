using System.Net;

namespace Velro.Tests.Contract.Media;

/// <summary>Ranges, conditional requests and the headers that media are served with (RFC 9110, RIGHTS.md F6).</summary>
public sealed class MediaServingTests(MediaFixture api) : IClassFixture<MediaFixture>
{
    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=990-", 990, 10)]
    [InlineData("bytes=-1", 999, 1)]
    [InlineData("bytes=995-5000", 995, 5)]
    public async Task A_range_is_sent_alone(string range, int start, int length)
    {
        var (url, bytes) = await UrlAsync();
        using var response = await api.FetchAsync(url, headers: ("Range", range));

        Assert.Equal(bytes[start..(start + length)], await MediaFixture.ReadAsync(response, HttpStatusCode.PartialContent));
        Assert.Equal($"bytes {start}-{start + length - 1}/1000", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-2")]
    [InlineData("lines=0-1")]
    public async Task Several_ranges_and_what_is_none_are_answered_with_all(string range)
    {
        var (url, bytes) = await UrlAsync();
        using var response = await api.FetchAsync(url, headers: ("Range", range));
        Assert.Equal(bytes, await MediaFixture.ReadAsync(response));
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_416()
    {
        var (url, _) = await UrlAsync();
        using var response = await api.FetchAsync(url, headers: ("Range", "bytes=1000-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal("bytes */1000", response.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_copy_that_is_still_right_is_not_sent_again()
    {
        var (url, bytes) = await UrlAsync();
        using var first = await api.FetchAsync(url);
        var tag = first.Headers.ETag!.Tag;

        using (var same = await api.FetchAsync(url, headers: ("If-None-Match", tag)))
        {
            Assert.Empty(await MediaFixture.ReadAsync(same, HttpStatusCode.NotModified));
            AssertProtected(same);
        }

        using (var other = await api.FetchAsync(url, headers: ("If-None-Match", "\"x\"")))
            Assert.Equal(bytes, await MediaFixture.ReadAsync(other));
        using (var part = await api.FetchAsync(url, headers: [("Range", "bytes=0-1"), ("If-Range", tag)]))
            Assert.Equal(bytes[..2], await MediaFixture.ReadAsync(part, HttpStatusCode.PartialContent));
        using (var whole = await api.FetchAsync(url, headers: [("Range", "bytes=0-1"), ("If-Range", "\"x\"")]))
            Assert.Equal(bytes, await MediaFixture.ReadAsync(whole));
        using var passed = await api.FetchAsync(url, headers: ("If-Match", "\"x\""));
        Assert.Equal("version.passed", await MediaFixture.CodeAsync(passed, HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task HEAD_tells_what_GET_would_send()
    {
        var (url, bytes) = await UrlAsync();
        using var head = await api.FetchAsync(url, HttpMethod.Head);
        Assert.Empty(await MediaFixture.ReadAsync(head));
        Assert.Equal((bytes.Length, "image/png"), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.MediaType));
        AssertProtected(head);

        using var refused = await api.FetchAsync(url[..^1], HttpMethod.Head);
        Assert.Empty(await MediaFixture.ReadAsync(refused, HttpStatusCode.Forbidden));
    }

    [Theory]
    [InlineData("image/png", false)]
    [InlineData("video/mp4", false)]
    [InlineData("image/svg+xml", true)]
    public async Task F6_answers_carry_what_keeps_them_from_running(string type, bool isSaved)
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann, "public", type);
        var url = await api.UrlAsync(ann, generation);
        foreach (var address in new[] { url, MediaFixture.PathOf(generation) })
        {
            using var response = await api.FetchAsync(address);
            AssertProtected(response);
            Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
            Assert.Equal(isSaved ? "attachment" : null, response.Content.Headers.ContentDisposition?.ToString());
        }
    }

    [Fact]
    public async Task F6_private_caching_ends_with_the_address()
    {
        var ann = await api.CreateUserAsync();
        var (generation, _) = await api.CreateMediaAsync(ann);
        foreach (var seconds in new[] { 60, 3600 })
        {
            using var response = await api.FetchAsync(await api.UrlAsync(ann, generation, seconds));
            Assert.True(response.Headers.CacheControl!.Private);
            Assert.InRange(response.Headers.CacheControl.MaxAge!.Value.TotalSeconds, seconds - 50, seconds);
        }

        using var refused = await api.FetchAsync($"/media/{generation}/original");
        Assert.Null(refused.Headers.CacheControl?.MaxAge);
    }

    private static void AssertProtected(HttpResponseMessage response)
    {
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
    }

    private async Task<(string Url, byte[] Bytes)> UrlAsync()
    {
        var ann = await api.CreateUserAsync();
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        return (await api.UrlAsync(ann, generation), bytes);
    }
}
