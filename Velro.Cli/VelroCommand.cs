using System.CommandLine;
using Velro.Cli.Checks;
using Velro.Cli.Files;
using Velro.Cli.Reports;
using Velro.Cli.Top;

namespace Velro.Cli;

/// <summary>
/// <c>velro policy test</c> and <c>velro policy validate</c>: policies as they stand in version control, without a server; and <c>velro top</c>:
/// what a running Velro does. Ends with 0 when all is well, 1 when an expectation does not hold or the server does not answer, 2 when a file or
/// the command line is not well formed.
/// </summary>
internal static class VelroCommand
{
    /// <summary>All is well.</summary>
    public const int Passed = 0;

    /// <summary>An expectation does not hold.</summary>
    public const int Failed = 1;

    /// <summary>A file, or the command line, is not well formed.</summary>
    public const int Malformed = 2;

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results are written.</param>
    /// <param name="errors">Where is written what is wrong with files.</param>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var parsed = Build(output, errors).Parse(args);
        var exit = parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return parsed.Errors.Count > 0 ? Malformed : exit;
    }

    private static RootCommand Build(TextWriter output, TextWriter errors)
    {
        var paths = new Argument<string[]>("files")
        {
            Description = "Policies (*.json) and tests (*.test.json, *.test.yaml), or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string>("--format")
        {
            Description = "How results are written.",
            DefaultValueFactory = static _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "junit");

        var test = new Command("test", "Decide the questions of test files, and compare the answers with what is expected.")
        {
            paths,
            format,
        };
        test.SetAction(parsed => Guard(errors, () => Test(parsed.GetRequiredValue(paths), parsed.GetRequiredValue(format), output)));
        var validate = new Command("validate", "Compile policies as one set.") { paths };
        validate.SetAction(parsed => Guard(errors, () => Validate(parsed.GetRequiredValue(paths), output)));
        return new RootCommand("Velro from the command line.") { new Command("policy", "Policies in files.") { test, validate }, TopCommand.Build(output, errors) };
    }

    private static int Test(string[] paths, string format, TextWriter output)
    {
        var files = PolicyFiles.Find(paths);
        if (files.Tests.Count == 0) throw new BadFileException(paths[0], 1, 1, "There are no tests here: *.test.json or *.test.yaml.");
        CheckResult[] results = [.. files.Tests.SelectMany(path => CheckFile.Read(path, files.Policies).Run())];
        if (format == "junit") JUnitReport.Write(results, output);
        else TextReport.Write(results, output);
        return results.All(static result => result.IsMet) ? Passed : Failed;
    }

    private static int Validate(string[] paths, TextWriter output)
    {
        var files = PolicyFiles.Find(paths);
        if (files.Policies.Count == 0) throw new BadFileException(paths[0], 1, 1, "There are no policies here: *.json.");
        PolicyFiles.Compile(files.Policies);
        output.WriteLine(files.Policies.Count == 1 ? "1 policy is valid." : $"{files.Policies.Count} policies are valid as one set.");
        return Passed;
    }

    private static int Guard(TextWriter errors, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (BadFileException exception)
        {
            errors.WriteLine(exception.Message);
            return Malformed;
        }
    }
}
