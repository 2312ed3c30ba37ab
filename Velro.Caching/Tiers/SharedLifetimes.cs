using System.ComponentModel.DataAnnotations;
using Velro.Authorization.Contexts;

namespace Velro.Caching.Tiers;

/// <summary>
/// How long the shared cache (L2) keeps an entry of each kind: the longer, the fewer there are and the more decisions need each. They only
/// bound memory: what is out of date is never found, however long it lies there.
/// </summary>
public sealed class SharedLifetimes
{
    private const string Shortest = "00:00:01";
    private const string Longest = "1.00:00:00";

    /// <summary>Accounts and memberships. Default 30 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan User { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Teams, of which there are few. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Team { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Projects. Default 30 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Project { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Generations, of which there are most. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Generation { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Stored properties of entities, which only conditions need. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Entity { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Service keys, which every request needs. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan ServiceKey { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Sign-ins, which requests of people need. Default 30 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Session { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The policy set. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan PolicySet { get; set; } = TimeSpan.FromHours(1);

    internal TimeSpan Of(ContextKind kind) => kind switch
    {
        ContextKind.User => User,
        ContextKind.Team => Team,
        ContextKind.Project => Project,
        ContextKind.Generation => Generation,
        ContextKind.Entity => Entity,
        ContextKind.ServiceKey => ServiceKey,
        ContextKind.Session => Session,
        ContextKind.PolicySet => PolicySet,
        _ => TimeSpan.Parse(Shortest, System.Globalization.CultureInfo.InvariantCulture),
    };
}
