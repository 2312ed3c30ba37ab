namespace Velro.Tests.Snapshots;

/// <summary>
/// A committed file that is made from the code. A test holds the two against each other; with the environment variable
/// <c>VELRO_WRITE_SNAPSHOTS=1</c> it writes the file instead, to be looked at and committed.
/// </summary>
internal sealed class Snapshot(string path)
{
    private const string Variable = "VELRO_WRITE_SNAPSHOTS";

    /// <summary>What was said on how to make the file again.</summary>
    public static string HowTo { get; } = $"Make it again with {Variable}=1 and the same test, look at the difference, and commit it.";

    /// <summary>Whether files are to be written.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable(Variable) is "1" or "breaking";

    /// <summary>Whether even what breaks callers is to be written.</summary>
    public static bool MayBreak => Environment.GetEnvironmentVariable(Variable) == "breaking";

    private string FullPath => Path.Combine(RepositoryRoot(), path);

    /// <summary>The file's text; empty: there is none.</summary>
    public string Read() => File.Exists(FullPath) ? File.ReadAllText(FullPath) : "";

    /// <summary>Asserts that the file says <paramref name="actual"/>, or writes it.</summary>
    public void Match(string actual)
    {
        if (IsWriting) File.WriteAllText(FullPath, actual);
        Assert.True(Read() == actual, $"{path} is behind the code at {PlaceOf(Read(), actual)}. {HowTo}");
    }

    /// <summary>The root of the repository: above the tests as they were built, wherever that was.</summary>
    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Velro.Aspire.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run within the repository.");
    }

    private static string PlaceOf(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var at = before.Zip(after).TakeWhile(static pair => pair.First == pair.Second).Count();
        return $"line {at + 1}: '{before.ElementAtOrDefault(at)}' is now '{after.ElementAtOrDefault(at)}'";
    }
}
