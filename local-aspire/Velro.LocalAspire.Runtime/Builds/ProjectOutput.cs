using System.Diagnostics;
using Velro.LocalAspire.Processes;

namespace Velro.LocalAspire.Builds;

/// <summary>
/// What the build of a project made. Projects are built with the AppHost and only started here, so the same build serves all
/// replicas and no start waits for a compiler.
/// </summary>
public static class ProjectOutput
{
    /// <summary>The project's assembly, in the configuration in which the AppHost was built.</summary>
    /// <param name="projectPath">The project file.</param>
    /// <param name="appHostFolder">The folder of the AppHost's own assembly; its name tells configuration and framework.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LocalHostException">The project has not been built.</exception>
    public static async Task<string> FindAsync(string projectPath, string appHostFolder, CancellationToken cancellationToken)
    {
        var (configuration, framework) = BuildOf(appHostFolder);
        var usual = Path.Combine(
            Path.GetDirectoryName(projectPath)!, "bin", configuration, framework, Path.GetFileNameWithoutExtension(projectPath) + ".dll");
        if (File.Exists(usual)) return usual;
        var target = await AskBuildAsync(projectPath, configuration, cancellationToken);
        if (File.Exists(target)) return target;
        throw new LocalHostException(
            "project.not_built",
            $"{projectPath} has not been built: {target} is not there. Build it (dotnet build \"{projectPath}\" -c {configuration}), or " +
            "reference it from the AppHost's project, whose build then includes it.");
    }

    // bin/<configuration>/<framework>, where a project keeps the default layout; otherwise the build is asked.
    private static (string Configuration, string Framework) BuildOf(string folder)
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(folder));
        return framework is { Parent: { Parent.Name: "bin" } configuration } ? (configuration.Name, framework.Name) : ("Debug", "");
    }

    private static async Task<string> AskBuildAsync(string projectPath, string configuration, CancellationToken cancellationToken)
    {
        var dotnet = DotNet.Path();
        var start = new ProcessStartInfo(
            dotnet, ["msbuild", projectPath, "-getProperty:TargetPath", $"-property:Configuration={configuration}", "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var target = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == 0 && target.Length > 0) return target;
        throw new LocalHostException(
            "project.unknown_output", $"The build does not say what {projectPath} makes: {target}{await errors}".TrimEnd());
    }
}
