using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A project that the AppHost refers to; the build generates one class for each in the namespace <c>Projects</c>.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>The launch settings in place of those in the project's folder.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether the project is built already, with the AppHost.</summary>
    bool SuppressBuild => false;
}

/// <summary>A project given by its path.</summary>
internal sealed record ProjectMetadata(string ProjectPath) : IProjectMetadata;
