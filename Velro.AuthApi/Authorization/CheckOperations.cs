using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using Velro.Authorization.Callers;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Authorization;

/// <summary>What the contract says about the check API (AuthZEN 1.0).</summary>
internal static class CheckOperations
{
    private const string Tag = "Checks";

    private static readonly ImmutableArray<string> Codes = ["body.not_an_object", "subject.not_yours"];

    private static readonly ImmutableArray<string> SearchCodes =
        [.. Codes, "page.token_invalid", "page.token_expired", "page.query_changed"];

    /// <summary>What checks enforce.</summary>
    public static readonly OperationRules CheckRules = new(OperationKind.Check, Scopes.Check);

    /// <summary>What searches enforce.</summary>
    public static readonly OperationRules SearchRules = new(OperationKind.Check, Scopes.Search);

    /// <summary>What the metadata enforce: nothing.</summary>
    public static readonly OperationRules MetadataRules = new(OperationKind.Open, Scope: null);

    public static readonly Operation Evaluate = new("evaluate", "Decide whether a subject may do something to a thing")
    {
        Tag = Tag,
        Description = "A denial is a 200 with `decision: false`. To be told why in full needs the scope `check.explain`.",
        Body = "EvaluationRequest",
        Answers = [Ok("Evaluation")],
        Codes = Codes,
    };

    public static readonly Operation EvaluateMany = new("evaluateMany", "Decide many questions at one revision")
    {
        Tag = Tag,
        Description = "What is wrong with one evaluation is a denial with `context.error`; the others are still answered.",
        Body = "EvaluationsRequest",
        Answers = [Ok("Evaluations")],
        Codes = [.. Codes, "evaluations.too_many"],
    };

    public static readonly Operation SearchSubjects = new("searchSubjects", "Find who may do something to a thing")
    {
        Tag = Tag,
        Description = "For administrators of the system.",
        Body = "SubjectSearchRequest",
        Answers = [Ok("EntitySearch")],
        Codes = SearchCodes,
    };

    public static readonly Operation SearchResources = new("searchResources", "Find the things to which a subject may do something")
    {
        Tag = Tag,
        Body = "ResourceSearchRequest",
        Answers = [Ok("EntitySearch")],
        Codes = SearchCodes,
    };

    public static readonly Operation SearchActions = new("searchActions", "Find what a subject may do to a thing")
    {
        Tag = Tag,
        Body = "ActionSearchRequest",
        Answers = [Ok("ActionSearch")],
        Codes = SearchCodes,
    };

    public static readonly Operation Metadata = new("getAuthZenConfiguration", "Tell where the check API is")
    {
        Tag = Tag,
        Answers = [Ok("AuthZenConfiguration")],
    };
}
