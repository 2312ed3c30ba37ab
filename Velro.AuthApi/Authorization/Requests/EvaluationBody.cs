using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Caching.Evaluations;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>The body of <c>POST /access/v1/evaluation</c>, well formed (AuthZEN 1.0, section "Access Evaluation").</summary>
internal sealed record EvaluationBody
{
    public required EntityRef Subject { get; init; }

    public required PropertyBag SubjectProperties { get; init; }

    public required string Action { get; init; }

    public required PropertyBag ActionProperties { get; init; }

    public required EntityRef Resource { get; init; }

    public required PropertyBag ResourceProperties { get; init; }

    /// <summary>What policies see of the context when the caller is believed.</summary>
    public required PropertyBag Context { get; init; }

    /// <summary>What policies see of the context when the caller is not: without the members that only administrators' keys are believed (RIGHTS.md D3).</summary>
    public required PropertyBag UnbelievedContext { get; init; }

    public required Consistency Consistency { get; init; }

    /// <summary>Whether an explanation is asked for; only callers with <c>check.explain</c> get one.</summary>
    public bool Explain { get; init; }

    public static EvaluationBody Of(in SentEntity subject, in SentAction action, in SentEntity resource, in ContextMembers context) => new()
    {
        Subject = subject.Entity,
        SubjectProperties = subject.Properties,
        Action = action.Name,
        ActionProperties = action.Properties,
        Resource = resource.Entity,
        ResourceProperties = resource.Properties,
        Context = context.Believed,
        UnbelievedContext = context.Unbelieved,
        Consistency = context.Consistency,
        Explain = context.Explain,
    };

    /// <summary>
    /// What policies see. Of a caller who is believed, what it sent; of a person, what the server knows beside the rest of what was sent;
    /// of any other, that rest alone: it asks for others, of whom the server knows nothing.
    /// </summary>
    public PropertyBag ContextOf(Caller caller, DateTimeOffset now) => ContextOf(caller, now, Context, UnbelievedContext);

    /// <summary>The same where no context was sent.</summary>
    public static PropertyBag NoContextOf(Caller caller, DateTimeOffset now) => ContextOf(caller, now, PropertyBag.Empty, PropertyBag.Empty);

    private static PropertyBag ContextOf(Caller caller, DateTimeOffset now, PropertyBag believed, PropertyBag unbelieved)
    {
        if (caller.ActsAsAdministrator) return believed;
        return caller.Kind == CallerKind.Person ? caller.FactsAt(now).AddTo(unbelieved) : unbelieved;
    }

    public CheckRequest ToRequest(Caller caller, DateTimeOffset now) => new()
    {
        Subject = Subject,
        Action = Action,
        Resource = Resource,
        Now = now,
        SubjectProperties = SubjectProperties,
        ActionProperties = ActionProperties,
        ResourceProperties = ResourceProperties,
        Context = ContextOf(caller, now),
        TrustsSentProperties = caller.ActsAsAdministrator,
        IsExplained = Explain && caller.IsToldWhy,
    };
}
