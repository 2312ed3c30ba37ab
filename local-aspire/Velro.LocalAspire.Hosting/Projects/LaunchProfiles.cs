using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A launch profile with its name.</summary>
internal sealed record NamedLaunchProfile(string Name, LaunchProfile Profile) : IResourceAnnotation;

/// <summary>
/// Which launch profile counts: the one that was asked for; else the one named as the AppHost's own, when the project has it;
/// else the first that <c>dotnet run</c> could use.
/// </summary>
internal static class LaunchProfiles
{
    public static NamedLaunchProfile? Choose(
        string project, IProjectMetadata metadata, ProjectResourceOptions options, string? appHostProfile)
    {
        if (options.ExcludeLaunchProfile) return null;
        if (!File.Exists(metadata.ProjectPath) && metadata.LaunchSettings is null)
            throw new DistributedApplicationException($"The project '{project}' is not there: no file '{metadata.ProjectPath}'.");

        var settings = metadata.LaunchSettings ?? LaunchSettingsFile.InFolder(Path.GetDirectoryName(metadata.ProjectPath)!);
        if (settings is null) return null;
        if (options.LaunchProfileName is { Length: > 0 } asked)
        {
            return Named(settings, asked) ?? throw new DistributedApplicationException(
                $"The launch settings of '{project}' have no profile '{asked}'; they have {string.Join(", ", settings.Profiles.Keys)}.");
        }

        if (appHostProfile is not null && Named(settings, appHostProfile) is { } same) return same;
        var first = settings.Profiles.FirstOrDefault(
            profile => profile.Value.CommandName?.ToUpperInvariant() is null or "" or "PROJECT" or "EXECUTABLE");
        return first.Key is null ? null : new(first.Key, first.Value);
    }

    private static NamedLaunchProfile? Named(LaunchSettings settings, string name) =>
        settings.Profiles.TryGetValue(name, out var profile) ? new(name, profile) : null;
}
