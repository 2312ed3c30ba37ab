using Velro.Authorization.Contexts;
using Velro.Authorization.Decisions;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Explanations;

/// <summary>
/// Where the rules write down what they do. The engine is compiled once for each implementation, and these are structures: with
/// <see cref="NoTrace"/> nothing of it is left in the code that runs.
/// </summary>
internal interface ITrace
{
    /// <summary>Whether anything is written down: a constant in the compiled code, so that what it guards costs nothing.</summary>
    static abstract bool IsOn { get; }

    /// <summary>Opens a step; those that follow are its parts until it ends.</summary>
    int Begin(ExplanationPath path, in ContextKey source, EntityRef? names);

    /// <summary>Ends the step that <see cref="Begin"/> opened.</summary>
    void End(int step, ExplanationResult result, Role role, string? detail);

    /// <summary>What was written down; null: nothing is.</summary>
    Explanation? Explain(in Decision decision);
}

/// <summary>Writes nothing down.</summary>
internal readonly struct NoTrace : ITrace
{
    public static bool IsOn => false;

    public int Begin(ExplanationPath path, in ContextKey source, EntityRef? names) => 0;

    public void End(int step, ExplanationResult result, Role role, string? detail)
    {
    }

    public Explanation? Explain(in Decision decision) => null;
}

/// <summary>Writes every step down, up to a number that no ordinary question comes near.</summary>
internal struct StepTrace : ITrace
{
    private const int MaximumSteps = 1_000;

    private List<ExplanationStep>? _steps;
    private int _depth;
    private bool _isTruncated;

    public static bool IsOn => true;

    public int Begin(ExplanationPath path, in ContextKey source, EntityRef? names)
    {
        _steps ??= [];
        var depth = _depth++;
        if (_steps.Count == MaximumSteps)
        {
            _isTruncated = true;
            return -1;
        }

        _steps.Add(new ExplanationStep(depth, path, source, ExplanationResult.Nothing) { Names = names });
        return _steps.Count - 1;
    }

    public void End(int step, ExplanationResult result, Role role, string? detail)
    {
        _depth--;
        if (step >= 0) _steps![step] = _steps[step] with { Result = result, Role = role, Detail = detail };
    }

    public readonly Explanation? Explain(in Decision decision) => Explanation.Of(_steps ?? [], decision, _isTruncated);
}
