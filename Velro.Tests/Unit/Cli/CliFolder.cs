using System.Globalization;
using Velro.Cli;

namespace Velro.Tests.Unit.Cli;

/// <summary>A folder of files for a command line, which is gone after the test.</summary>
public sealed class CliFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velro-cli-");

    /// <summary>Where it is.</summary>
    public string FullName => _folder.FullName;

    /// <summary>Writes a file, and tells its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs <c>velro policy test</c> over one test file and perhaps a policy, and tells how it ended.</summary>
    public (int Exit, string Output, string Errors) Test(string text, string? policy = null) => policy is null
        ? Run("policy", "test", Write("a.test.yaml", text))
        : Run("policy", "test", Write("policy.json", policy), Write("a.test.yaml", text));

    /// <summary>A test file in which a bar stands before what is wrong is refused there.</summary>
    public void Refuses(string marked, string message)
    {
        var before = marked[..marked.IndexOf('|', StringComparison.Ordinal)];
        var (line, column) = (before.Count(static c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        var (exit, output, errors) = Test(marked.Replace("|", "", StringComparison.Ordinal));
        var told = string.Create(CultureInfo.InvariantCulture, $"a.test.yaml:{line}:{column}: {message}");
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Equal((VelroCommand.Malformed, ""), (exit, output));
    }

    /// <summary>Runs a command line.</summary>
    public static (int Exit, string Output, string Errors) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = VelroCommand.Run(args, output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
