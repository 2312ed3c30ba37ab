namespace Velro.LocalAspire.Processes;

/// <summary>Finds programs as a shell would.</summary>
public static class Executables
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of a program in the folders of <paramref name="searchPath"/> (default: <c>PATH</c>), or null.</summary>
    public static string? Find(string name, string? searchPath = null)
    {
        if (name.Contains('/')) return IsExecutable(name) ? Path.GetFullPath(name) : null;
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);
    }

    /// <summary>Whether the path is a file that may be run.</summary>
    public static bool IsExecutable(string path)
    {
        try
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;
        }
        catch (FileNotFoundException)
        {
            // A link that was left of a program which is no longer there.
            return false;
        }
    }
}
