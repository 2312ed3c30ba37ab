using System.Globalization;
using Velro.Authorization.Policies;
using Velro.Authorization.Policies.Cel.Syntax;
using Velro.Authorization.Policies.Cel.Values;
using Velro.Authorization.Policies.Conditions;

namespace Velro.Tests.Unit.Policies;

/// <summary>
/// Reads tables of expressions: <c>expression => expected</c> a line, where expected is another expression, <c>error code</c> for one of
/// the evaluation, or <c>refused code at line:column</c> for a source that is none. Blank lines and lines that begin with # say nothing.
/// </summary>
internal static class CelTable
{
    public static TheoryData<string, int, string, string> Rows(params string[] files)
    {
        var rows = new TheoryData<string, int, string, string>();
        foreach (var file in files)
        {
            var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Unit", "Policies", "Tables", file + ".cel"));
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length == 0 || lines[i][0] == '#') continue;
                var arrow = lines[i].LastIndexOf(" => ", StringComparison.Ordinal);
                Assert.True(arrow > 0, $"{file}:{i + 1} has no ' => '.");
                rows.Add(file, i + 1, lines[i][..arrow].Trim(), lines[i][(arrow + 4)..].Trim());
            }
        }

        return rows;
    }

    public static void Holds(string expression, string expected)
    {
        if (expected.StartsWith("refused ", StringComparison.Ordinal))
        {
            var refusal = Assert.Throws<CelSourceException>(() => ConditionCompiler.Compile(expression));
            Assert.Equal(expected["refused ".Length..], string.Create(CultureInfo.InvariantCulture, $"{refusal.Code} at {refusal.Position.Line}:{refusal.Position.Column}"));
            return;
        }

        var value = Evaluate(expression);
        if (expected.StartsWith("error ", StringComparison.Ordinal))
        {
            Assert.True(value.IsError, $"It gave a {value.Kind}.");
            Assert.Equal(expected["error ".Length..], value.AsError.Code);
            return;
        }

        var wanted = Evaluate(expected);
        Assert.False(value.IsError, value.IsError ? $"{value.AsError.Code}: {value.AsError.Message}" : "");
        Assert.Equal(wanted.Kind, value.Kind);
        Assert.True(CelValue.AreEqual(wanted, value), $"It gave {Show(value)}.");
    }

    public static CelValue Evaluate(string expression)
    {
        var input = default(PolicyInput);
        return ConditionCompiler.Compile(expression).Run(in input);
    }

    private static string Show(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => value.AsBool.ToString(),
        CelKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelKind.UInt => value.AsUInt.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => value.AsDouble.ToString("R", CultureInfo.InvariantCulture),
        CelKind.String => $"\"{value.AsString}\"",
        _ => value.Kind.ToString(),
    };
}
