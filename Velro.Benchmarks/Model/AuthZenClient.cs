using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace Velro.Benchmarks.Model;

/// <summary>Asks a server of the AuthZEN API and looks at the decisions, before anything is measured.</summary>
internal sealed class AuthZenClient : IDisposable
{
    private readonly HttpClient _http;

    public AuthZenClient(Uri address, string? key = null)
    {
        _http = new HttpClient { BaseAddress = address };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The decision on each question, one request each.</summary>
    public async Task<bool[]> DecideAsync(IEnumerable<Question> questions)
    {
        var decisions = new List<bool>();
        foreach (var question in questions)
        {
            using var answer = await PostAsync(AuthZenRequests.EvaluationPath, AuthZenRequests.BodyOf(question));
            decisions.Add(answer.RootElement.GetProperty("decision").GetBoolean());
        }

        return [.. decisions];
    }

    /// <summary>The same in one request.</summary>
    public async Task<bool[]> DecideTogetherAsync(IEnumerable<Question> questions)
    {
        using var answer = await PostAsync(AuthZenRequests.EvaluationsPath, AuthZenRequests.BodyOf(questions));
        return [.. answer.RootElement.GetProperty("evaluations").EnumerateArray().Select(static item => item.GetProperty("decision").GetBoolean())];
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
    }
}
