using System.Collections.Immutable;
using System.Net;
using Velro.Authorization.Contexts;

namespace Velro.Authorization.Callers;

/// <summary>What a caller is known by.</summary>
public enum CallerKind : byte
{
    /// <summary>A service key.</summary>
    ServiceKey = 0,

    /// <summary>An access token of a client that signed in by itself, for the user who owns it (RIGHTS.md A8).</summary>
    Client = 1,

    /// <summary>An access token of a person who signed in (RIGHTS.md A3).</summary>
    Person = 2,
}

/// <summary>Who is calling.</summary>
/// <param name="Kind">What the caller is known by.</param>
/// <param name="CredentialId">The service key, or the session.</param>
/// <param name="UserId">The user who owns it and whose rights bound it (RIGHTS.md A1).</param>
/// <param name="IsAdministrator">Whether that user is an administrator of the system (RIGHTS.md A2).</param>
/// <param name="Scopes">What the credential may be used for.</param>
public sealed record Caller(CallerKind Kind, string CredentialId, string UserId, bool IsAdministrator, ImmutableArray<string> Scopes)
{
    /// <summary>How sure it is who signed in (<c>acr</c>); null: it is not known, or a key has none.</summary>
    public string? AuthenticationLevel { get; init; }

    /// <summary>From where it calls; null: unknown.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The user it acts for, whose rights then bound it too (RIGHTS.md A4); null: it acts for its own.</summary>
    public string? ActingFor { get; init; }

    /// <summary>The user whose rights on things count, and to whom belongs what is created.</summary>
    public string SubjectId => ActingFor ?? UserId;

    /// <summary>
    /// Whether it may do what is for administrators of the system: never for another, who is not one (RIGHTS.md A4), and not as a person, who
    /// is at home with nothing but their own (A3).
    /// </summary>
    public bool ActsAsAdministrator => IsAdministrator && ActingFor is null && Kind != CallerKind.Person;

    /// <summary>Whether the caller may use what <paramref name="scope"/> opens: the credential has it, and its user may use it.</summary>
    public bool Has(string scope)
    {
        if (Callers.Scopes.NeedsAdministrator(scope) && !ActsAsAdministrator) return false;
        foreach (var held in Scopes)
        {
            if (held == scope || held == Callers.Scopes.Admin && IsAdministrator && Kind != CallerKind.Person) return true;
        }

        return false;
    }

    /// <summary>What the server knows of a request of this caller.</summary>
    public KnownFacts FactsAt(DateTimeOffset now) =>
        new(now, Address, AuthenticationLevel, Kind == CallerKind.ServiceKey ? null : CredentialId);

    /// <summary>
    /// Whether the caller may ask what <paramref name="userId"/> may do: the user whose rights count always, others only as an
    /// administrator (RIGHTS.md A2, A4).
    /// </summary>
    public bool MayAskAbout(string subjectType, string userId) =>
        ActsAsAdministrator || subjectType == Entities.EntityTypes.User && userId == SubjectId;

    /// <summary>
    /// Whether the caller is told why, even where that reveals what the subject may not see (RIGHTS.md D1). Never while it acts for a user,
    /// who is not told that: it is bound by both (A4).
    /// </summary>
    public bool IsToldWhy => ActingFor is null && Has(Callers.Scopes.CheckExplain);
}
