using System.Text.Json;
using Velro.AuthApi.Problems;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// Reads a batch. What the request says for all evaluations must be well formed, or it is a 400; what is wrong with one evaluation is
/// that one's error, and the others are still answered.
/// </summary>
internal sealed class BatchBodyReader(RevisionTokens revisions, Evaluator evaluator)
{
    /// <summary>The largest number of evaluations (RIGHTS.md F3).</summary>
    public const int MaximumItems = 1000;

    private const string Member = "evaluations";

    /// <summary>Whether the body is to be taken for a single evaluation.</summary>
    public static bool IsSingle(JsonElement root) =>
        !root.TryGetProperty(Member, out var items) || items.ValueKind == JsonValueKind.Array && items.GetArrayLength() == 0;

    public async ValueTask<(BatchBody? Batch, Problem? Problem)> ReadAsync(JsonElement root, CancellationToken cancellation)
    {
        var items = root.GetProperty(Member);
        if (items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > MaximumItems)
        {
            return (null, Problem.Invalid(
                "evaluations.too_many", $"A request has {MaximumItems} evaluations at most; this one has {items.GetArrayLength()}."));
        }

        var fields = new FieldErrors();
        var defaults = ReadDefaults(root, fields);
        var semantic = ReadSemantic(root, fields);
        if (items.ValueKind != JsonValueKind.Array) fields.Add(Member, "An array is required here.");
        if (fields.ToProblem() is { } problem) return (null, problem);

        var read = new List<BatchItem>(items.GetArrayLength());
        var consistencies = new List<Consistency>(read.Capacity);
        foreach (var item in items.EnumerateArray())
        {
            var one = ReadItem(item, defaults);
            if (one.Body is { } body)
            {
                if (await IsReachableAsync(body.Consistency, cancellation)) consistencies.Add(body.Consistency);
                else one = Invalid("context.consistency: The revision is of another run of the database.");
            }

            read.Add(one);
        }

        return (new BatchBody(read, semantic, Consistency.Of(consistencies)), null);
    }

    private BatchItem ReadItem(JsonElement item, in BatchDefaults defaults)
    {
        if (item.ValueKind != JsonValueKind.Object) return Invalid("An evaluation must be an object.");

        // An item's own key replaces the default as a whole.
        var fields = new FieldErrors();
        var subject = Has(item, "subject") ? null : defaults.Subject;
        var action = Has(item, "action") ? null : defaults.Action;
        var resource = Has(item, "resource") ? null : defaults.Resource;
        var members = Has(item, "context") ? null : defaults.Context;
        subject ??= EntityReader.Read(item, "subject", fields);
        action ??= ActionReader.Read(item, fields);
        resource ??= EntityReader.Read(item, "resource", fields);
        var context = members ?? ContextMembers.Read(item, revisions, fields);
        if (fields.ToMessage() is { } message) return Invalid(message);

        return new BatchItem(EvaluationBody.Of(subject.Value, action.Value, resource.Value, context), Error: null);
    }

    /// <summary>A revision of another run of the server would fail the whole batch.</summary>
    private async ValueTask<bool> IsReachableAsync(Consistency consistency, CancellationToken cancellation)
    {
        foreach (var revision in consistency.AtLeast)
        {
            if (!await evaluator.IsOfThisRunAsync(revision, cancellation)) return false;
        }

        return true;
    }

    private BatchDefaults ReadDefaults(JsonElement root, FieldErrors fields) => new(
        Has(root, "subject") ? EntityReader.Read(root, "subject", fields) : null,
        Has(root, "action") ? ActionReader.Read(root, fields) : null,
        Has(root, "resource") ? EntityReader.Read(root, "resource", fields) : null,
        Has(root, "context") ? ContextMembers.Read(root, revisions, fields) : null);

    private static BatchSemantic ReadSemantic(JsonElement root, FieldErrors fields)
    {
        if (!Has(root, "options")) return BatchSemantic.ExecuteAll;
        if (fields.RequiredObject(root, "options") is not { } options) return BatchSemantic.ExecuteAll;
        if (!Has(options, "evaluations_semantic")) return BatchSemantic.ExecuteAll;

        const string path = "options.evaluations_semantic";
        if (fields.RequiredString(options, "evaluations_semantic", path) is not { } name) return BatchSemantic.ExecuteAll;
        if (!BatchSemantics.TryParse(name, out var semantic)) fields.Add(path, BatchSemantics.Rule);
        return semantic;
    }

    private static bool Has(JsonElement element, string member) => element.TryGetProperty(member, out _);

    private static BatchItem Invalid(string message) => new(Body: null, new ItemError(StatusCodes.Status400BadRequest, message));

    /// <summary>What holds for every evaluation that does not say otherwise.</summary>
    private readonly record struct BatchDefaults(SentEntity? Subject, SentAction? Action, SentEntity? Resource, ContextMembers? Context);
}
