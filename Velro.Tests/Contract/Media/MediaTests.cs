using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Velro.Tests.Contract.Management;
using Velro.Tests.Integration;

namespace Velro.Tests.Contract.Media;

/// <summary><c>/v1/generations/{id}/media/{variant}</c> (API.md, RIGHTS.md C3, D2, D4, E1, F1, F6).</summary>
public sealed class MediaTests(MediaFixture api) : IClassFixture<MediaFixture>
{
    [Fact]
    public async Task F6_what_is_stored_is_shown_and_takes_the_place_of_what_was_there()
    {
        var ann = await api.CreateUserAsync();
        var generation = await api.CreateGenerationAsync(ann);
        var (first, second) = (MediaFixture.BytesOf(1000), MediaFixture.BytesOf(2000));

        var stored = (await api.PutAsync(ann, generation, "original", first, "Image/PNG; q=1")).Ok(HttpStatusCode.Created);
        Assert.Equal(MediaFixture.PathOf(generation), stored.Location);
        Assert.NotNull(stored.Revision);
        Assert.Equal("image/png", stored.Text("contentType"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(first)), stored.Text("sha256"));
        using (var shown = await api.Client(ann).GetAsync(stored.Location, TestContext.Current.CancellationToken))
        {
            Assert.Equal(first, await MediaFixture.ReadAsync(shown));
            Assert.Equal(stored.ETag, shown.Headers.ETag!.Tag);
            Assert.Equal("image/png", shown.Content.Headers.ContentType!.MediaType);
            Assert.Equal("private, no-cache", string.Join(", ", shown.Headers.NonValidated["Cache-Control"]));
        }

        var replaced = (await api.PutAsync(ann, generation, "original", second, "image/webp")).Ok();
        Assert.NotEqual(stored.ETag, replaced.ETag);
        using var again = await api.Client(ann).GetAsync(stored.Location, TestContext.Current.CancellationToken);
        Assert.Equal(second, await MediaFixture.ReadAsync(again));
        Assert.Equal(2, await api.QueryAsync<long>(
            $"select count(*) from audit_events where action = 'generation.media_stored' and resource_id = '{generation}' " +
            $"and acting_for = '{ann}'"));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task F6_storing_needs_write_and_C3_a_lock_stops_it()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var generation = await api.CreateGenerationAsync(ann);
        var bytes = MediaFixture.BytesOf(10);

        (await api.PutAsync(bob, generation, "original", bytes)).Problem(HttpStatusCode.NotFound, "generation.unknown");
        (await api.PutAsync(bob, "no-such", "original", bytes)).Problem(HttpStatusCode.NotFound, "generation.unknown");
        await api.GrantAsync(ann, generation, bob, "contributor");
        (await api.PutAsync(bob, generation, "original", bytes)).Problem(HttpStatusCode.Forbidden, "access.insufficient_role");
        await api.GrantAsync(ann, generation, bob, "editor");
        (await api.PutAsync(bob, generation, "original", bytes)).Ok(HttpStatusCode.Created);
        (await api.As(ann).PostAsync($"/v1/generations/{generation}/lock")).Ok();
        (await api.PutAsync(ann, generation, "original", bytes)).Problem(HttpStatusCode.Forbidden, "access.locked");

        (await new Person(api.Client()).PutAsync(MediaFixture.PathOf(generation), Json.Of(bytes, "image/png"))).Problem(
            HttpStatusCode.Unauthorized, "credentials.required");
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    [InlineData("image/png2")]
    [InlineData(null)]
    public async Task F6_a_type_that_is_not_listed_is_refused(string? type)
    {
        var ann = await api.CreateUserAsync();
        var generation = await api.CreateGenerationAsync(ann);
        var content = new ByteArrayContent(MediaFixture.BytesOf(10));
        if (type is not null) content.Headers.ContentType = new MediaTypeHeaderValue(type);

        (await api.As(ann).PutAsync(MediaFixture.PathOf(generation), content)).Problem(
            HttpStatusCode.UnsupportedMediaType, "media.type_refused");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task F6_bytes_that_are_encoded_are_refused()
    {
        var ann = await api.CreateUserAsync();
        var content = Json.Of(MediaFixture.BytesOf(10), "image/png");
        content.Headers.ContentEncoding.Add("gzip");
        (await api.As(ann).PutAsync(MediaFixture.PathOf(await api.CreateGenerationAsync(ann)), content)).Problem(
            HttpStatusCode.UnsupportedMediaType, "media.type_refused");
    }

    [Theory]
    [InlineData("..%2foriginal")]
    [InlineData("Original")]
    [InlineData("-x")]
    [InlineData("a%20b")]
    [InlineData("a%5Cb")]
    public async Task A_variant_that_is_no_name_is_refused(string variant)
    {
        var ann = await api.CreateUserAsync();
        var reply = await api.PutAsync(ann, await api.CreateGenerationAsync(ann), variant, MediaFixture.BytesOf(10));
        reply.Problem(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal(["variant"], reply.Fields);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F6_media_have_a_limit_of_their_own(bool isLengthKnown)
    {
        var ann = await api.CreateUserAsync();
        var generation = await api.CreateGenerationAsync(ann);
        var path = MediaFixture.PathOf(generation);

        var largest = MediaFixture.BytesOf(MediaFixture.MaximumBytes);
        (await api.Streamer(ann).PutAsync(path, ContentOf(largest, isLengthKnown))).Ok(HttpStatusCode.Created);
        (await api.Streamer(ann).PutAsync(path, ContentOf([.. largest, 1], isLengthKnown))).Problem(
            HttpStatusCode.RequestEntityTooLarge, "media.too_large");
        (await api.Streamer(ann).PutAsync(path, ContentOf([], isLengthKnown))).Problem(HttpStatusCode.BadRequest, "media.empty");

        using var shown = await api.Client(ann).GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(largest, await MediaFixture.ReadAsync(shown));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task F3_other_bodies_keep_the_common_limit()
    {
        var ann = await api.CreateUserAsync();
        using var content = new ByteArrayContent(new byte[1024 * 1024 + 1]);
        (await api.As(ann).PostAsync($"/v1/generations/{await api.CreateGenerationAsync(ann)}/lock", content)).Problem(
            HttpStatusCode.RequestEntityTooLarge, "body.too_large");
    }

    [Theory]
    [InlineData("Content-Length: 100000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task An_upload_that_is_cut_off_leaves_nothing_and_what_was_there_stays(string length)
    {
        var ann = await api.CreateUserAsync();
        var (generation, bytes) = await api.CreateMediaAsync(ann);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(api.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
            var head = $"PUT {MediaFixture.PathOf(generation)} HTTP/1.1\r\nHost: x\r\n" +
                $"Authorization: Bearer {Stores.PostgresFixture.AdminKey}\r\n" +
                $"Velro-Act-As: {ann}\r\nContent-Type: image/png\r\n{length}\r\n\r\n{(length[0] == 'T' ? "2710\r\n" : "")}";
            await client.GetStream().WriteAsync(
                (byte[])[.. Encoding.ASCII.GetBytes(head), .. MediaFixture.BytesOf(1000)], TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(async () => await api.QueryAsync<long>(
                "select count(*) from media_blobs where kept_until > now()") == 1);
        }

        await Eventually.TrueAsync(async () => await api.QueryAsync<long>(
            "select count(*) from media_blobs where kept_until > now()") == 0);
        await AssertNothingIsLeftAsync();
        using var shown = await api.Client(ann).GetAsync(MediaFixture.PathOf(generation), TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await MediaFixture.ReadAsync(shown));
    }

    [Fact]
    public async Task What_a_killed_process_left_behind_is_removed_when_its_time_is_over()
    {
        await api.CreateMediaAsync(await api.CreateUserAsync());
        var blobs = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        foreach (var (blob, suffix) in new[] { (blobs[0], ".part"), (blobs[1], "") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(api.FileOf(blob))!);
            await File.WriteAllTextAsync(api.FileOf(blob) + suffix, "half", TestContext.Current.CancellationToken);
            await api.ExecuteAsync($"insert into media_blobs (id, kept_until) values ('{blob}', now() + interval '1 hour')");
        }

        var (files, media) = await api.CleanAsync();
        Assert.Equal(media + 2, files);
        await api.ExecuteAsync($"update media_blobs set kept_until = now() where id in ('{blobs[0]}', '{blobs[1]}')");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task E1_media_go_with_their_generation_and_its_project()
    {
        var ann = await api.CreateUserAsync();
        var project = (await api.As(ann).PostAsync("/v1/projects", new { name = "P", visibility = "private" }))
            .Ok(HttpStatusCode.Created).Id;
        var inside = (await api.As(ann).PostAsync("/v1/generations", new { kind = "image", prompt = "p", projectId = project }))
            .Ok(HttpStatusCode.Created).Id;
        (await api.PutAsync(ann, inside, "original", MediaFixture.BytesOf(10))).Ok(HttpStatusCode.Created);
        var (alone, _) = await api.CreateMediaAsync(ann);
        var before = await api.CleanAsync();

        (await api.As(ann).DeleteAsync($"/v1/generations/{alone}")).Ok(HttpStatusCode.NoContent);
        (await api.As(ann).DeleteAsync($"/v1/projects/{project}")).Ok(HttpStatusCode.NoContent);

        foreach (var generation in new[] { alone, inside })
        {
            using var gone = await api.Client(ann).GetAsync(MediaFixture.PathOf(generation), TestContext.Current.CancellationToken);
            Assert.Equal("media.unknown", await MediaFixture.CodeAsync(gone, HttpStatusCode.NotFound));
        }

        Assert.Equal((before.Files - 2, before.Media - 2), await api.CleanAsync());
    }

    [Fact]
    public async Task D4_public_media_are_shown_to_anybody_and_D2_others_are_not_there()
    {
        var (ann, bob) = (await api.CreateUserAsync(), await api.CreateUserAsync());
        var (open, bytes) = await api.CreateMediaAsync(ann, "public");
        var (closed, _) = await api.CreateMediaAsync(ann);

        using var shown = await api.FetchAsync(MediaFixture.PathOf(open));
        Assert.Equal(bytes, await MediaFixture.ReadAsync(shown));

        var refusals = new HashSet<string>();
        foreach (var path in new[] { MediaFixture.PathOf(closed), MediaFixture.PathOf("no-such"), MediaFixture.PathOf(open, "no-such") })
        {
            foreach (var client in new[] { api.Client(), api.Client(bob) })
            {
                using var refused = await client.GetAsync(path, TestContext.Current.CancellationToken);
                var text = Encoding.UTF8.GetString(await MediaFixture.ReadAsync(refused, HttpStatusCode.NotFound));
                refusals.Add(text[..text.IndexOf("traceId", StringComparison.Ordinal)]);
            }
        }

        Assert.Single(refusals);
        (await api.As(ann).PutAsync($"/v1/generations/{open}/blocks/{bob}")).Ok(HttpStatusCode.NoContent);
        await api.CatchUpAsync();
        using var blocked = await api.Client(bob).GetAsync(MediaFixture.PathOf(open), TestContext.Current.CancellationToken);
        Assert.Equal("media.unknown", await MediaFixture.CodeAsync(blocked, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task F1_a_repeated_upload_is_answered_as_the_first_and_another_body_refused()
    {
        var ann = await api.CreateUserAsync();
        var generation = await api.CreateGenerationAsync(ann);
        var bytes = MediaFixture.BytesOf(100);

        Task<Reply> PutAsync(byte[] body) => api.PutAsync(ann, generation, "original", body, "image/png", ("Idempotency-Key", "k"));
        var first = (await PutAsync(bytes)).Ok(HttpStatusCode.Created);
        var again = (await PutAsync(bytes)).Ok(HttpStatusCode.Created);
        Assert.Equal((first.Text("updatedAt"), first.ETag), (again.Text("updatedAt"), again.ETag));
        (await PutAsync([1, 2])).Problem(
            HttpStatusCode.UnprocessableEntity, "idempotency.body");
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Of_uploads_at_the_same_moment_one_is_whole_and_no_other_is_left()
    {
        var ann = await api.CreateUserAsync();
        var generation = await api.CreateGenerationAsync(ann);
        var bodies = Enumerable.Range(0, 6).Select(static i => Enumerable.Repeat((byte)i, 200_000).ToArray()).ToArray();

        var replies = await Task.WhenAll(bodies.Select(body => api.PutAsync(ann, generation, "original", body)));

        Assert.Single(replies, static reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(5, replies.Count(static reply => reply.Status == HttpStatusCode.OK));
        using var shown = await api.Client(ann).GetAsync(MediaFixture.PathOf(generation), TestContext.Current.CancellationToken);
        Assert.Contains(await MediaFixture.ReadAsync(shown), bodies);
        await AssertNothingIsLeftAsync();
    }

    private static HttpContent ContentOf(byte[] bytes, bool isLengthKnown)
    {
        HttpContent content = isLengthKnown ? new ByteArrayContent(bytes) : new StreamContent(new UnknownLength(bytes));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return content;
    }

    /// <summary>Each file is one that media are made of.</summary>
    private async Task AssertNothingIsLeftAsync()
    {
        var (files, media) = await api.CleanAsync();
        Assert.Equal(media, files);
        Assert.Equal(media, await api.QueryAsync<long>("select count(*) from media_blobs"));
    }
}
