using System.Globalization;
using Velro.LoadTest.Results;

namespace Velro.LoadTest.Report;

/// <summary>What is told at the end of a run.</summary>
internal static class ConsoleSummary
{
    public static void Write(LoadResult result, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"operation",-18} {"count",9} {"per s",8} {"errors",7} {"p50",9} {"p95",9} {"p99",9} {"max",9}  ms, from the intended start");
        foreach (var one in result.Operations)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name,-18} {one.Count,9} {one.RatePerSecond,8:0.0} {one.Errors,7} {one.P50,9:0.00} {one.P95,9:0.00} {one.P99,9:0.00} {one.Max,9:0.0}"));
        }

        output.WriteLine();
        foreach (var verdict in result.Verdicts)
            output.WriteLine($"{Word(verdict.Judgement),-12} {verdict.Name}: {verdict.Measured} (target {verdict.Target})");
        foreach (var error in result.Errors.Take(10))
            output.WriteLine($"error        {error.Operation}: {error.Status} {error.Code}, {error.Count} times. {error.Detail}");
        foreach (var wrong in result.WrongExamples) output.WriteLine($"WRONG        {wrong}");
        foreach (var note in result.Notes) output.WriteLine($"note         {note}");
        if (result.Fault is { } fault) output.WriteLine($"The tool itself failed: {fault}");
    }

    private static string Word(Judgement judgement) => judgement switch
    {
        Judgement.Pass => "pass",
        Judgement.Fail => "FAIL",
        _ => "not measured",
    };
}
