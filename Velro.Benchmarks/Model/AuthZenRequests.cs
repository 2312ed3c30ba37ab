using System.Globalization;
using System.Text;
using System.Text.Json;
using Velro.Benchmarks.Load;

namespace Velro.Benchmarks.Model;

/// <summary>Questions as requests of the AuthZEN API, which Velro, the bare server and the sequential baseline answer.</summary>
internal static class AuthZenRequests
{
    public const string EvaluationPath = "/access/v1/evaluation";

    public const string EvaluationsPath = "/access/v1/evaluations";

    /// <summary>The body of one question.</summary>
    public static string BodyOf(Question question) => JsonSerializer.Serialize(new
    {
        subject = new { type = "user", id = question.UserId },
        action = new { name = question.Action },
        resource = new { type = "generation", id = question.GenerationId },
    });

    /// <summary>The body of many.</summary>
    public static string BodyOf(IEnumerable<Question> questions) => JsonSerializer.Serialize(new
    {
        evaluations = questions.Select(static question => new
        {
            subject = new { type = "user", id = question.UserId },
            action = new { name = question.Action },
            resource = new { type = "generation", id = question.GenerationId },
        }),
    });

    /// <summary>A whole request, as a client sends it over a connection that it keeps.</summary>
    /// <param name="path">What is asked for.</param>
    /// <param name="body">JSON.</param>
    /// <param name="key">The bearer credential; null: none.</param>
    /// <param name="expected">What a right answer holds.</param>
    public static LoadRequest Request(string path, string body, string? key = null, string? expected = null)
    {
        var authorization = key is null ? "" : $"Authorization: Bearer {key}\r\n";
        return new LoadRequest(
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Type: application/json\r\n"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")),
            expected);
    }
}
