using System.Text.Json;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Writes a page (AuthZEN 1.0; what stands in <c>context</c> is Velro's).</summary>
internal static class SearchAnswer
{
    public static void Write(HttpResponse response, SearchBody body, SearchPage page, string nextToken, string revision, DateTimeOffset evaluatedAt)
    {
        response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("page");
        json.WriteString("next_token", nextToken);
        json.WriteNumber("count", page.Results.Count);
        json.WriteEndObject();

        json.WriteStartObject("context");
        json.WriteString("revision", revision);
        json.WriteString("evaluatedAt", evaluatedAt.UtcDateTime);
        json.WriteEndObject();

        json.WriteStartArray("results");
        foreach (var result in page.Results) WriteResult(json, body, result);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, SearchBody body, string result)
    {
        json.WriteStartObject();
        if (body.Kind == SearchKind.Action)
        {
            json.WriteString("name", result);
        }
        else
        {
            json.WriteString("type", body.Kind == SearchKind.Subject ? body.Subject.Entity.Type : body.Resource.Entity.Type);
            json.WriteString("id", result);
        }

        json.WriteEndObject();
    }
}
