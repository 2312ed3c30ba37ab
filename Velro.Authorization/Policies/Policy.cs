using System.Collections.Immutable;
using Velro.Authorization.Policies.Cel;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Policies;

/// <summary>What a policy says of one question.</summary>
internal enum PolicyMatch : byte
{
    No,
    Yes,

    /// <summary>Its condition gave no answer.</summary>
    Failed,
}

/// <summary>One compiled policy.</summary>
internal sealed class Policy
{
    private KnownFailure? _lastFailure;

    public required string Name { get; init; }

    public required PolicyEffect Effect { get; init; }

    /// <summary>The types of subjects that it is about; default: any.</summary>
    public required ImmutableArray<string> SubjectTypes { get; init; }

    /// <summary>The actions that it is about; <c>*</c> alone: any.</summary>
    public required ImmutableArray<string> Actions { get; init; }

    /// <summary>The types of resources; with <c>*</c> every type that is not a core one.</summary>
    public required ImmutableArray<string> ResourceTypes { get; init; }

    /// <summary>The lowest role with which an allow counts on a core type.</summary>
    public required Role MinimumRole { get; init; }

    /// <summary>What must be true; null: nothing.</summary>
    public required CelProgram? Condition { get; init; }

    public PolicyNeeds Needs => Condition?.Needs ?? PolicyNeeds.None;

    public bool IsAbout(string subjectType) => SubjectTypes.IsDefault || SubjectTypes.Contains(subjectType);

    public PolicyMatch Match(ref readonly PolicyInput input, out PolicyFailure? failure)
    {
        failure = null;
        if (!IsAbout(input.Subject.Type)) return PolicyMatch.No;
        if (Condition is null) return PolicyMatch.Yes;

        var result = Condition.Run(in input);
        if (result.Kind == CelKind.Bool) return result.AsBool ? PolicyMatch.Yes : PolicyMatch.No;

        failure = FailureOf(result);
        return PolicyMatch.Failed;
    }

    /// <summary>The errors of missing properties are made once on load, so that the failure of the last one can be told again.</summary>
    private PolicyFailure FailureOf(in CelValue result)
    {
        var error = result.IsError
            ? result.AsError
            : new CelError(Condition!.Position, CelCodes.NoMatchingOverload, $"A condition is true or false; this one gave {CelKindNames.NameOf(result.Kind)}.");
        if (_lastFailure is { } known && ReferenceEquals(known.Error, error)) return known.Failure;

        var failure = new PolicyFailure(Name, error.Code, error.Message, error.Position.Line, error.Position.Column);
        _lastFailure = new KnownFailure(error, failure);
        return failure;
    }

    private sealed record KnownFailure(CelError Error, PolicyFailure Failure);
}
