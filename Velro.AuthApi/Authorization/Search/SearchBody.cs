using Velro.AuthApi.Authorization.Requests;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Authorization.Search;

/// <summary>What is searched for.</summary>
internal enum SearchKind
{
    /// <summary>Who may do this to that thing?</summary>
    Subject,

    /// <summary>Which things may this subject do this to?</summary>
    Resource,

    /// <summary>What may this subject do to that thing?</summary>
    Action,
}

/// <summary>The body of a search, well formed. Of what is searched for it has the type, and the properties that were sent for each.</summary>
internal sealed record SearchBody
{
    public required SearchKind Kind { get; init; }

    public required SentEntity Subject { get; init; }

    /// <summary>Without a name where actions are searched for.</summary>
    public required SentAction Action { get; init; }

    public required SentEntity Resource { get; init; }

    public required ContextMembers Context { get; init; }

    /// <summary>Stands for everything but the page: a token continues only the query that it was given for.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The token of the page before; null: begin.</summary>
    public required string? Token { get; init; }

    /// <summary>The size of the page; null: as the first request said, or the default. Already cut to the largest.</summary>
    public required int? Limit { get; init; }

    /// <summary>The evaluation that a candidate must pass.</summary>
    public EvaluationBody QuestionFor(string candidate)
    {
        // A search tells whether, not why.
        var context = Context with { Explain = false };
        return Kind switch
        {
            SearchKind.Subject => EvaluationBody.Of(Named(Subject, candidate), Action, Resource, context),
            SearchKind.Resource => EvaluationBody.Of(Subject, Action, Named(Resource, candidate), context),
            _ => EvaluationBody.Of(Subject, Action with { Name = candidate }, Resource, context),
        };
    }

    private static SentEntity Named(SentEntity entity, string id) => entity with { Entity = new EntityRef(entity.Entity.Type, id) };
}
