using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Velro.Tests.Contract;

/// <summary>Asks the check API as a client would.</summary>
internal static class Evaluations
{
    public const string Path = "/access/v1/evaluation";

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string body, string contentType = "application/json")
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return client.PostAsync(new Uri(Path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>The decision, of a well-formed question.</summary>
    public static async Task<JsonElement> EvaluateAsync(this HttpClient client, object question)
    {
        using var response = await client.PostAsJsonAsync(new Uri(Path, UriKind.Relative), question, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return await response.ReadAsync();
    }

    public static async Task<bool> MayAsync(this HttpClient client, string subject, string action, string resource)
    {
        var decision = await client.EvaluateAsync(new { subject = Entity(subject), action = new { name = action }, resource = Entity(resource) });
        return decision.GetProperty("decision").GetBoolean();
    }

    public static object Entity(string name, object? properties = null) => properties is null
        ? new { type = name.Split(':', 2)[0], id = name.Split(':', 2)[1] }
        : new { type = name.Split(':', 2)[0], id = name.Split(':', 2)[1], properties };

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
