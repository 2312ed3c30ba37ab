using System.Net;
using Velro.Tests.Contract.Management;

namespace Velro.Tests.Security.Hostility;

/// <summary>What a caller holds for the server, changed in any one place, is not what it gave.</summary>
public sealed class TamperedTokenTests(ManagementFixture api) : IClassFixture<ManagementFixture>
{
    [Fact]
    public async Task A_cursor_that_was_changed_anywhere_is_a_400()
    {
        var ann = await api.CreateUserAsync();
        for (var i = 0; i < 2; i++) (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created);
        var cursor = (await api.As(ann).GetAsync("/v1/teams?limit=1")).Ok().Text("nextCursor")!;
        (await api.As(ann).GetAsync($"/v1/teams?limit=1&cursor={cursor}")).Ok();

        foreach (var changed in Changes(cursor))
            (await api.As(ann).GetAsync($"/v1/teams?limit=1&cursor={changed}")).Problem(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Fact]
    public async Task A_revision_that_was_changed_anywhere_is_a_400()
    {
        var ann = await api.CreateUserAsync();
        var revision = (await api.As(ann).PostAsync("/v1/teams", new { name = "T" })).Ok(HttpStatusCode.Created).Revision!;
        (await api.As(ann).GetAsync("/v1/me", ("Velro-At-Least", revision))).Ok();

        foreach (var changed in Changes(revision))
            (await api.As(ann).GetAsync("/v1/me", ("Velro-At-Least", changed))).Problem(HttpStatusCode.BadRequest, "revision.invalid");
    }

    /// <summary>Another character in each place, and less and more of it. The last one may have bits that mean nothing.</summary>
    private static IEnumerable<string> Changes(string token) =>
    [
        .. Enumerable.Range(0, token.Length - 1).Select(i => $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}"),
        token[..^4], token + "AAAA", token + token, "AAAA" + token,
    ];
}
