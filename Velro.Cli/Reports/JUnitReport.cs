using System.Xml;
using System.Xml.Linq;
using Velro.Cli.Checks;

namespace Velro.Cli.Reports;

/// <summary>Results in the XML of JUnit, which build servers read: a suite for each file.</summary>
internal static class JUnitReport
{
    public static void Write(IReadOnlyCollection<CheckResult> results, TextWriter output)
    {
        var suites = new XElement("testsuites", Counts(results), results.GroupBy(static result => result.Check.File).Select(static file =>
            new XElement("testsuite", new XAttribute("name", file.Key), Counts([.. file]), file.Select(CaseOf))));
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CheckCharacters = false });
        suites.Save(xml);
        xml.Flush();
        output.WriteLine();
    }

    private static XAttribute[] Counts(IReadOnlyCollection<CheckResult> results) =>
        [new("tests", results.Count), new("failures", results.Count(static result => !result.IsMet))];

    private static XElement CaseOf(CheckResult result) => new(
        "testcase",
        new XAttribute("name", result.Check.Name),
        new XAttribute("classname", Path.GetFileName(result.Check.File)),
        new XAttribute("file", result.Check.File),
        new XAttribute("line", result.Check.Line),
        result.IsMet
            ? null
            : new XElement(
                "failure",
                new XAttribute("message", $"expected {result.Check.Expected}; answered {Expectation.Describe(result.Decision)}"),
                TextReport.Describe(result)));
}
