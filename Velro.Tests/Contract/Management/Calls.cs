using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Velro.Tests.Contract.Management;

/// <summary>What a management endpoint answered.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonElement Body, string? Location, string? ETag, string? Revision)
{
    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Reply(
            response.StatusCode,
            text.Length == 0 ? default : JsonElement.Parse(text),
            response.Headers.Location?.ToString(),
            response.Headers.ETag?.ToString(),
            response.Headers.TryGetValues("Velro-Revision", out var revisions) ? revisions.Single() : null);
    }

    public string Id => Body.GetProperty("id").GetString()!;

    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? Text(string member) => Body.GetProperty(member).GetString();

    /// <summary>Whether the answer has a member at all.</summary>
    public bool Names(string member) => Body.TryGetProperty(member, out _);

    /// <summary>The fields that are wrong, in order.</summary>
    public IEnumerable<string> Fields =>
        Body.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order(StringComparer.Ordinal);

    /// <summary>Asserts a success.</summary>
    public Reply Ok(HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(Status == status, $"{Status}, not {status}: {Body}");
        return this;
    }

    /// <summary>Asserts a problem.</summary>
    public Reply Problem(HttpStatusCode status, string code)
    {
        Assert.True(Status == status && Code == code, $"{Status} {Code}, not {status} {code}: {Body}");
        return this;
    }
}

/// <summary>A body that is sent as it stands.</summary>
internal static class Json
{
    public static ByteArrayContent Of(string text, string type = "application/json") => Of(Encoding.UTF8.GetBytes(text), type);

    public static ByteArrayContent Of(byte[] bytes, string type = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }
}

/// <summary>Calls management endpoints as a client would.</summary>
internal sealed class Person(HttpClient client)
{
    public HttpClient Client => client;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        CallAsync(HttpMethod.Get, path, body: null, headers);

    public Task<Reply> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        CallAsync(HttpMethod.Post, path, body, headers);

    public Task<Reply> PutAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        CallAsync(HttpMethod.Put, path, body, headers);

    public Task<Reply> PatchAsync(string path, object body, params (string Name, string Value)[] headers) =>
        CallAsync(HttpMethod.Patch, path, body, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        CallAsync(HttpMethod.Delete, path, body: null, headers);

    /// <summary>Whether the user may, by the state that a write left behind; null: by the state of now.</summary>
    public async Task<bool> MayAsync(string user, string action, string resource, string? revision)
    {
        var decision = await client.EvaluateAsync(new
        {
            subject = Evaluations.Entity($"user:{user}"),
            action = new { name = action },
            resource = Evaluations.Entity(resource),
            context = new { consistency = revision is null ? (object)"full" : new { at_least = revision } },
        });
        return decision.GetProperty("decision").GetBoolean();
    }

    public async Task<Reply> CallAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.OfAsync(response);
    }
}
