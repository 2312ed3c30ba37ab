namespace Velro.LocalAspire.Runtime.Tests;

/// <summary>A folder of one test.</summary>
public sealed class TemporaryPlace : IDisposable
{
    public TemporaryPlace()
    {
        Path = Directory.CreateTempSubdirectory("velro-test-").FullName;
        // Open to pass for an unprivileged server, as a folder under the temp folder made by hand would be.
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
