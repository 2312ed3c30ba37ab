namespace Velro.LocalAspire.State;

/// <summary>Where the state folder lies.</summary>
/// <param name="AppHostPath">The path of the AppHost's project: two checkouts differ in it and so never share their state.</param>
/// <param name="Home">The folder to use instead of the default one (the value of <c>VELRO_HOME</c>).</param>
/// <param name="ThrowAway">Whether to use a new folder under the temp folder, which is deleted at the end; for tests.</param>
public sealed record StateFolderOptions(string AppHostPath, string? Home = null, bool ThrowAway = false)
{
    /// <summary>The environment variable that names the state folder.</summary>
    public const string HomeVariable = "VELRO_HOME";

    /// <summary>The options for an AppHost, with the home that the environment names.</summary>
    public static StateFolderOptions FromEnvironment(string appHostPath) =>
        new(appHostPath, Environment.GetEnvironmentVariable(HomeVariable));
}
