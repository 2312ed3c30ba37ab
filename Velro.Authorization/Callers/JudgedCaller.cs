using Velro.Authorization.Entities;

namespace Velro.Authorization.Callers;

/// <summary>Why a caller may not act for the user whom it names (RIGHTS.md A4).</summary>
public enum ActAsObjection : byte
{
    /// <summary>It names none, or may act for that one.</summary>
    None = 0,

    /// <summary>It lacks the scope <see cref="Scopes.ActAs"/>, or its user may not use it.</summary>
    ScopeMissing = 1,

    /// <summary>What it names is no active user, or one who is an administrator of the system.</summary>
    UserRefused = 2,
}

/// <summary>Who calls, and for whom.</summary>
/// <param name="Caller">Null: the credential identifies nobody, or, with an objection, somebody who may not act for the user named.</param>
/// <param name="Objection">Why a caller who was identified may not go on.</param>
public readonly record struct JudgedCaller(Caller? Caller, ActAsObjection Objection)
{
    /// <summary>
    /// Lets <paramref name="caller"/> act for the user whom it names, as far as that can be told without knowing that user: a caller that
    /// acts for one is judged finally only by <see cref="CallerRules.TryJudge"/>.
    /// </summary>
    /// <param name="caller">Who presents the key; null: nobody.</param>
    /// <param name="actAs">Whom the request names; null: nobody.</param>
    public static JudgedCaller Of(Caller? caller, string? actAs)
    {
        if (caller is null || actAs is null) return new JudgedCaller(caller, ActAsObjection.None);
        if (!caller.Has(Scopes.ActAs)) return new JudgedCaller(Caller: null, ActAsObjection.ScopeMissing);
        return EntityNames.IsId(EntityTypes.User, actAs)
            ? new JudgedCaller(caller with { ActingFor = actAs }, ActAsObjection.None)
            : new JudgedCaller(Caller: null, ActAsObjection.UserRefused);
    }
}
