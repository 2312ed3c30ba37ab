using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Extensions;

namespace Velro.AuthApi.Authentication.OAuth;

/// <summary>A client's question for a code, while the person is on the pages that it takes to answer it.</summary>
/// <param name="Query">Its parameters, as they came.</param>
/// <param name="AskedAt">When it came first.</param>
internal sealed record Question(string Query, DateTimeOffset AskedAt);

/// <summary>
/// Carries questions through the pages and back, protected: a page sends the browser to where the server itself had meant to, and to no address
/// that a link names (no open redirect).
/// </summary>
internal sealed class Questions(IDataProtectionProvider protection, TimeProvider time)
{
    private const string QuestionParameter = "velro_question";
    private const string ConsentParameter = "velro_consent";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _questions = protection.CreateProtector("velro.oauth-question");
    private readonly IDataProtector _consents = protection.CreateProtector("velro.oauth-consent");

    /// <summary>The question of a request to <c>/connect/authorize</c>: the one that it brings back from a page, or a new one.</summary>
    public Question Of(HttpContext http)
    {
        var query = QueryOf(http.Request);
        return Read(http.Request.Query[QuestionParameter]) is { } kept && kept.Query == query ? kept : new Question(query, time.GetUtcNow());
    }

    /// <summary>The question as a page carries it.</summary>
    public string Keep(Question question) => _questions.Protect(JsonSerializer.Serialize(question));

    /// <summary>What a page carries; null: it is nothing that was given out lately.</summary>
    public Question? Read(string? text)
    {
        var question = Unprotect<Question>(_questions, text);
        return question is not null && IsFresh(question.AskedAt) ? question : null;
    }

    /// <summary>Where the browser goes on when a page is done.</summary>
    public string Resume(Question question) =>
        $"{AuthorizeEndpoint.Path}{question.Query}&{QuestionParameter}={Uri.EscapeDataString(Keep(question))}";

    /// <summary>Where the browser goes on when the person has decided.</summary>
    public string Resume(Question question, string sessionId, bool isGiven)
    {
        var consent = _consents.Protect(JsonSerializer.Serialize(new Consent(question.Query, sessionId, isGiven, time.GetUtcNow())));
        return $"{Resume(question)}&{ConsentParameter}={Uri.EscapeDataString(consent)}";
    }

    /// <summary>What the person of a session decided about this very question; null: they were not asked.</summary>
    public bool? ConsentTo(Question question, string sessionId, HttpRequest request)
    {
        var consent = Unprotect<Consent>(_consents, request.Query[ConsentParameter]);
        return consent is not null && consent.Query == question.Query && consent.SessionId == sessionId && IsFresh(consent.At) ? consent.IsGiven : null;
    }

    private static string QueryOf(HttpRequest request)
    {
        var parameters = request.HasFormContentType ? request.Form.AsEnumerable() : request.Query;
        return new QueryBuilder(parameters.Where(static one => one.Key is not (QuestionParameter or ConsentParameter))).ToString();
    }

    private static TValue? Unprotect<TValue>(IDataProtector protector, string? text) where TValue : class
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            return JsonSerializer.Deserialize<TValue>(protector.Unprotect(text));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private bool IsFresh(DateTimeOffset at) => time.GetUtcNow() - at < Lifetime;

    private sealed record Consent(string Query, string SessionId, bool IsGiven, DateTimeOffset At);
}
