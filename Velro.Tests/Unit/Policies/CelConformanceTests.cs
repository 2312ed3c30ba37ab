using System.Text.Json;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;

namespace Velro.Tests.Unit.Policies;

/// <summary>
/// The public conformance vectors of the language. They are not copied here: <c>VELRO_CEL_CASES</c> names a file of them, with one JSON
/// object a line (<c>file, section, name, expr, want, error</c>, where <c>want</c> is an expression). Without it, nothing is tested.
/// </summary>
public sealed class CelConformanceTests(ITestOutputHelper output)
{
    private static readonly string? Cases = Environment.GetEnvironmentVariable("VELRO_CEL_CASES");

    /// <summary>
    /// What is supported gives what the vectors want. The rest is refused where it is written, so that no condition means something else
    /// here than elsewhere.
    /// </summary>
    [Fact]
    public void What_is_supported_gives_what_the_vectors_want_and_the_rest_is_refused()
    {
        Assert.SkipWhen(Cases is null, "VELRO_CEL_CASES names no file of vectors.");
        var refused = new List<string>();
        var wrong = new List<string>();
        var lines = File.ReadAllLines(Cases!);
        foreach (var line in lines)
        {
            var vector = JsonElement.Parse(line);
            var name = $"{vector.GetProperty("file")}/{vector.GetProperty("section")}/{vector.GetProperty("name")}: {vector.GetProperty("expr")}";
            try
            {
                var value = CelTable.Evaluate(vector.GetProperty("expr").GetString()!);
                if (!IsWanted(value, vector)) wrong.Add($"{name} gave {(value.IsError ? value.AsError.Code : value.Kind.ToString())}");
            }
            catch (CelSourceException refusal)
            {
                if (!vector.GetProperty("error").GetBoolean()) refused.Add($"{name} is refused: {refusal.Code}");
            }
        }

        output.WriteLine($"{lines.Length} vectors, {refused.Count} refused, {wrong.Count} wrong.");
        foreach (var one in refused) output.WriteLine(one);
        Assert.Empty(wrong);
        Assert.True(lines.Length > 500 && refused.Count < lines.Length / 20, $"{refused.Count} of {lines.Length} vectors are refused.");
    }

    private static bool IsWanted(in CelValue value, JsonElement vector)
    {
        if (vector.GetProperty("error").GetBoolean()) return value.IsError;
        if (value.IsError) return false;

        var wanted = CelTable.Evaluate(vector.GetProperty("want").GetString()!);
        return wanted.Kind == value.Kind && CelValue.AreEqual(wanted, value);
    }
}
