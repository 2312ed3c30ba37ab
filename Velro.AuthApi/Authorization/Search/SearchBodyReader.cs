using System.Text.Json;
using Velro.AuthApi.Authorization.Requests;
using Velro.AuthApi.Problems;
using Velro.Authorization.Contexts;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>Reads the body of a search, or says everything that is wrong with it.</summary>
internal sealed class SearchBodyReader(RevisionTokens revisions)
{
    private const string LimitRule = "A whole number from 0 on is required here; more than 1,000 is taken for 1,000.";

    public (SearchBody? Body, Problem? Problem) Read(SearchKind kind, JsonElement root)
    {
        var fields = new FieldErrors();
        var subject = kind == SearchKind.Subject ? EntityReader.ReadWithoutId(root, "subject", fields) : EntityReader.Read(root, "subject", fields);
        var action = kind == SearchKind.Action ? new SentAction("", PropertyBag.Empty) : ActionReader.Read(root, fields);
        var resource = kind == SearchKind.Resource ? EntityReader.ReadWithoutId(root, "resource", fields) : EntityReader.Read(root, "resource", fields);
        var context = ContextMembers.Read(root, revisions, fields);
        var (token, limit) = ReadPage(root, fields);
        if (fields.ToProblem() is { } problem) return (null, problem);

        return (new SearchBody
        {
            Kind = kind,
            Subject = subject,
            Action = action,
            Resource = resource,
            Context = context,
            Digest = QueryDigest.Of(kind, subject, action, resource, root.TryGetProperty("context", out var sent) ? sent : PropertyBag.Empty.Json),
            Token = token,
            Limit = limit,
        }, null);
    }

    private static (string? Token, int? Limit) ReadPage(JsonElement root, FieldErrors fields)
    {
        if (!root.TryGetProperty("page", out _) || fields.RequiredObject(root, "page") is not { } page) return (null, null);

        // An empty token is what the last page answers, and what some clients begin with.
        var token = page.TryGetProperty("token", out _) ? fields.RequiredString(page, "token", "page.token") : null;
        var limit = page.TryGetProperty("limit", out var sent) ? ReadLimit(sent, fields) : null;
        return (token is "" ? null : token, limit);
    }

    private static int? ReadLimit(JsonElement sent, FieldErrors fields)
    {
        if (sent.ValueKind == JsonValueKind.Number && sent.TryGetDecimal(out var limit) && limit >= 0 && decimal.IsInteger(limit))
            return (int)Math.Min(limit, SearchOptions.MaximumLimit);

        fields.Add("page.limit", LimitRule);
        return null;
    }
}
