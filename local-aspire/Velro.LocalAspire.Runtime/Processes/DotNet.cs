namespace Velro.LocalAspire.Processes;

/// <summary>The .NET host.</summary>
public static class DotNet
{
    /// <summary>
    /// The host that runs this program, else that of <c>DOTNET_ROOT</c>, else the one in <c>PATH</c>: a machine may have the SDK
    /// without having it in <c>PATH</c>.
    /// </summary>
    /// <exception cref="LocalHostException">There is none.</exception>
    public static string Path() =>
        Candidates().FirstOrDefault(candidate => candidate is not null) ?? throw new LocalHostException(
            "dotnet.missing", "The program dotnet is neither in PATH nor in the folder that DOTNET_ROOT names. Install the .NET 10 SDK.");

    private static IEnumerable<string?> Candidates()
    {
        yield return Environment.ProcessPath is { } self && System.IO.Path.GetFileName(self) == "dotnet" ? self : null;
        yield return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { } host ? Executables.Find(host) : null;
        yield return Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root ? Executables.Find(System.IO.Path.Combine(root, "dotnet")) : null;
        yield return Executables.Find("dotnet");
    }
}
