using System.Text;
using System.Text.Json;
using Velro.Benchmarks.Load;
using Velro.Benchmarks.Model;

namespace Velro.Benchmarks.Peers;

/// <summary>Looks at what batches answer, decision by decision, before they are measured.</summary>
internal static class BatchComparison
{
    /// <param name="loads">Of each the first request is looked at.</param>
    /// <param name="questions">What that asks.</param>
    /// <param name="decisions">The decisions on them, each asked for alone.</param>
    /// <exception cref="WrongAnswerException">A decision in a batch is another one than that on the question alone.</exception>
    public static async Task CompareAsync(IEnumerable<PeerLoad> loads, IReadOnlyList<Question> questions, IReadOnlyList<bool> decisions)
    {
        foreach (var load in loads)
        {
            var answered = await AskAsync(load.Peer.Server.Address, load.Job.Requests[0]);
            if (!answered.SequenceEqual(decisions))
            {
                throw new WrongAnswerException(
                    $"A batch about {questions[0].UserId} is answered otherwise by {load.Peer.Name} than its questions one by one by Velro.");
            }
        }
    }

    private static async Task<bool[]> AskAsync(Uri address, LoadRequest request)
    {
        // The very bytes that are measured, sent once.
        var text = Encoding.UTF8.GetString(request.Bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (text[..end].Split("\r\n"), text[(end + 4)..]);
        using var http = new HttpClient();
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, head[0].Split(' ')[1]));
        message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var line in head.Where(static line => line.StartsWith("Authorization: ", StringComparison.Ordinal)))
            message.Headers.TryAddWithoutValidation("Authorization", line["Authorization: ".Length..]);
        using var answer = await http.SendAsync(message);
        answer.EnsureSuccessStatusCode();
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return json.RootElement.TryGetProperty("evaluations", out var evaluations)
            ? [.. evaluations.EnumerateArray().Select(static item => item.GetProperty("decision").GetBoolean())]
            : [.. json.RootElement.GetProperty("results").EnumerateArray().Select(
                static result => result.GetProperty("actions").EnumerateObject().Single().Value.GetString() == "EFFECT_ALLOW")];
    }
}
