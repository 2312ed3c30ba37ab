using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Velro.LocalAspire.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What is different for an application in a test. The command line and the test's own changes come before it.</summary>
internal static class TestSettings
{
    private static readonly string[] HostPrefixes = ["ASPNETCORE_", "DOTNET_"];

    public static void Apply(
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings host,
        Assembly appHost,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        // An AppHost that passes its command line on has the test's arguments already.
        if (host.Args is null || !host.Args.SequenceEqual(args)) host.Args = [.. host.Args ?? [], .. args];
        options.Args = host.Args;
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        host.ApplicationName = appHost.GetName().Name;
        if (AppHostMetadata.ProjectDirectoryOf(appHost) is { } folder && Directory.Exists(folder)) host.ContentRootPath = folder;
        configure(options, host);

        host.Configuration ??= new ConfigurationManager();
        var given = new ConfigurationBuilder().AddConfiguration(host.Configuration).AddCommandLine(host.Args ?? []).Build();
        host.Configuration.AddInMemoryCollection(Defaults(host.ContentRootPath).Where(setting => given[setting.Key] is null).ToList());
    }

    /// <summary>
    /// The environment of the AppHost's first launch profile, as <c>dotnet run</c> would give it, and the marks of a test.
    /// </summary>
    private static Dictionary<string, string?> Defaults(string? projectFolder)
    {
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [LocalHostSettings.RandomizePortsKey] = "true",
            [LocalHostSettings.ThrowAwayStateKey] = "true",
        };
        var profile = projectFolder is null ? null : LaunchSettingsFile.InFolder(projectFolder)?.Profiles.Values.FirstOrDefault();
        foreach (var (name, value) in profile?.EnvironmentVariables ?? [])
        {
            defaults[name] = value;
            foreach (var prefix in HostPrefixes.Where(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                defaults[name[prefix.Length..]] = value;
        }

        return defaults;
    }
}
