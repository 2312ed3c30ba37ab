namespace Velro.Data.Views;

/// <summary>The precomputed views (DESIGN.md section 4, L3).</summary>
public static class ViewNames
{
    /// <summary>A row for each user: its memberships.</summary>
    public const string Users = "mv_user_authorization_context";

    /// <summary>A row for each team: the teams above and below it.</summary>
    public const string Teams = "mv_team_collaboration_cache";

    /// <summary>A row for each project: the teams that its grants lead to.</summary>
    public const string Projects = "mv_project_access_context";

    /// <summary>What is asked about generations.</summary>
    public const string GenerationAccess = "mv_generation_access_patterns";

    /// <summary>What happens on each day.</summary>
    public const string PlatformActivity = "mv_platform_activity";

    /// <summary>Those whose rows are kept right one by one.</summary>
    public static IReadOnlyList<string> Maintained { get; } = [Users, Teams, Projects];

    /// <summary>Those that the server refreshes as a whole.</summary>
    public static IReadOnlyList<string> Materialized { get; } = [GenerationAccess, PlatformActivity];
}
