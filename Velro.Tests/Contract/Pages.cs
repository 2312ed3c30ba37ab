using System.Text.Json;
using System.Text.Json.Nodes;

namespace Velro.Tests.Contract;

/// <summary>Asks searches as a client would.</summary>
internal static class Pages
{
    public static string PathOf(string kind) => $"/access/v1/search/{kind}";

    /// <summary>One page of a well-formed search.</summary>
    public static Task<JsonElement> SearchAsync(this HttpClient client, string kind, object query, object? page = null)
    {
        var body = JsonSerializer.SerializeToNode(query)!.AsObject();
        if (page is not null) body["page"] = JsonSerializer.SerializeToNode(page);
        return client.AskAsync(PathOf(kind), body);
    }

    /// <summary>All ids or names, over as many pages as it takes.</summary>
    public static async Task<List<string>> SearchAllAsync(this HttpClient client, string kind, object query, int? limit = null)
    {
        var found = new List<string>();
        var page = new JsonObject();
        if (limit is not null) page["limit"] = limit;
        do
        {
            var answer = await client.SearchAsync(kind, query, page);
            found.AddRange(ResultsOf(answer));
            page = new JsonObject { ["token"] = NextTokenOf(answer) };
        }
        while ((string?)page["token"] is not "");

        return found;
    }

    public static string NextTokenOf(JsonElement answer) => answer.GetProperty("page").GetProperty("next_token").GetString()!;

    public static IEnumerable<string> ResultsOf(JsonElement answer) => answer.GetProperty("results").EnumerateArray()
        .Select(static result => result.TryGetProperty("id", out var id) ? id.GetString()! : result.GetProperty("name").GetString()!);
}
