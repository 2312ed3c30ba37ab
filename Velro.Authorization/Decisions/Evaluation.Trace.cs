using System.Runtime.CompilerServices;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;
using Velro.Authorization.Explanations;
using Velro.Authorization.Roles;

namespace Velro.Authorization.Decisions;

/// <summary>What the rules write down of themselves. All of it is inlined, and empty when no explanation was asked for.</summary>
internal ref partial struct Evaluation<TSource, TTrace>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Begin(ExplanationPath path, in ContextKey source, EntityRef? names = null) =>
        TTrace.IsOn ? _trace.Begin(path, source, names) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int step, Role role) => End(step, role == Role.None ? ExplanationResult.Nothing : ExplanationResult.Role, role);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int step, ExplanationResult result, Role role = Role.None)
    {
        if (TTrace.IsOn) _trace.End(step, result, role, detail: null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(ExplanationPath path, in ContextKey source, Role role)
    {
        if (TTrace.IsOn) End(Begin(path, source), role);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(ExplanationPath path, in ContextKey source, ExplanationResult result, EntityRef? names = null)
    {
        if (TTrace.IsOn) End(Begin(path, source, names), result);
    }
}
