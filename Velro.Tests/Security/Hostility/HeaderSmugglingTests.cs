using Velro.Tests.Contract;
using Velro.Tests.Stores;

namespace Velro.Tests.Security.Hostility;

/// <summary>
/// Requests that two servers in a row could read in two ways (RFC 9112 sections 3.2, 6.1 and 6.3): this one refuses them, or reads them in
/// the one way that gives nobody anything.
/// </summary>
public sealed class HeaderSmugglingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Key = PostgresFixture.AdminKey;

    private Uri Server
    {
        get
        {
            using var client = api.CreateCaller();
            return client.BaseAddress!;
        }
    }

    [Theory]
    [InlineData("Content-Length: 2\nContent-Length: 3")]
    [InlineData("Content-Length: 2, 3")]
    [InlineData("Content-Length: 0x2")]
    [InlineData("Content-Length : 2")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: identity, chunked\nContent-Length: 2")]
    [InlineData(" Folded: 1\nContent-Length: 2")]
    [InlineData("Content-Length: 2\n more: folded")]
    [InlineData("Bad Name: 1\nContent-Length: 2")]
    public async Task A_length_that_can_be_read_in_two_ways_is_refused_and_nothing_after_it_is_a_request(string headers)
    {
        var answer = await RawHttp.ExchangeAsync(Server, Post(headers, "{}GET /alive HTTP/1.1\nHost: localhost\n\n"));

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Equal(1, Answers(answer));
    }

    /// <summary>RFC 9112, section 6.1: chunks win, and the connection ends, so that what a front server took for a second request is none.</summary>
    [Fact]
    public async Task With_both_lengths_the_chunks_count_and_the_connection_is_used_no_more()
    {
        var answer = await RawHttp.ExchangeAsync(
            Server, Post("Content-Length: 40\nTransfer-Encoding: chunked", "2\n{}\n0\n\nGET /alive HTTP/1.1\nHost: localhost\n\n"));

        Assert.Equal(1, Answers(answer));
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host: localhost\nHost: other.example")]
    [InlineData("Host: a b")]
    [InlineData("Host: localhost/path")]
    [InlineData("Host: user@localhost")]
    public async Task A_request_without_one_well_formed_host_is_refused(string host)
    {
        var lines = host.Length == 0 ? "" : host + "\n";
        var answer = await RawHttp.ExchangeAsync(Server, $"GET /v1/me HTTP/1.1\n{lines}Authorization: Bearer {Key}\nConnection: close\n\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization: Bearer " + Key + "\nAuthorization: Bearer other")]
    [InlineData("Authorization: Bearer other\nAuthorization: Bearer " + Key)]
    [InlineData("Authorization: Bearer " + Key + ", Bearer other")]
    [InlineData("Authorization: Basic x\nAuthorization: Bearer " + Key)]
    [InlineData("Authorization: " + Key)]
    [InlineData("X-Authorization: Bearer " + Key)]
    [InlineData("Proxy-Authorization: Bearer " + Key)]
    public async Task Two_credentials_or_one_in_another_place_are_none(string headers)
    {
        var answer = await RawHttp.ExchangeAsync(Server, $"GET /v1/me HTTP/1.1\nHost: localhost\n{headers}\nConnection: close\n\n");

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
    }

    /// <summary>A4: two users to act for are none, and no other name of the header is heard.</summary>
    [Theory]
    [InlineData("Velro-Act-As: alice\nVelro-Act-As: bob", "HTTP/1.1 40")]
    [InlineData("Velro_Act_As: alice", "HTTP/1.1 200")]
    [InlineData("X-Velro-Act-As: alice", "HTTP/1.1 200")]
    public async Task A4_who_is_acted_for_is_said_once_and_by_one_name(string headers, string status)
    {
        var answer = await RawHttp.ExchangeAsync(
            Server, $"GET /v1/me HTTP/1.1\nHost: localhost\nAuthorization: Bearer {Key}\n{headers}\nConnection: close\n\n");

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"id\":\"alice\"", answer, StringComparison.Ordinal);
    }

    /// <summary>What a stranger claims to have been rewritten is not heard: the path, the method and the scheme are those of the request.</summary>
    [Theory]
    [InlineData("X-Original-URL: /v1/users")]
    [InlineData("X-Rewrite-URL: /v1/users")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-Forwarded-Prefix: /v1")]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("Forwarded: for=127.0.0.1;host=evil.example;proto=https")]
    public async Task A_claim_about_another_request_changes_nothing(string header)
    {
        var answer = await RawHttp.ExchangeAsync(
            Server, $"GET /.well-known/authzen-configuration HTTP/1.1\nHost: localhost\n{header}\nConnection: close\n\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
    }

    private static string Post(string headers, string rest) =>
        $"POST /access/v1/evaluation HTTP/1.1\nHost: localhost\nAuthorization: Bearer {Key}\nContent-Type: application/json\n{headers}\n\n{rest}";

    private static int Answers(string text) => text.Split("HTTP/1.1 ", StringSplitOptions.None).Length - 1;
}
