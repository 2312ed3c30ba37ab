namespace Velro.Tests.Unit.Policies;

/// <summary>The language, line by line of the tables in <c>Tables/</c>.</summary>
public sealed class CelLanguageTests
{
    public static TheoryData<string, int, string, string> Rows => CelTable.Rows(
        "literals", "logic", "relations", "numbers", "text", "patterns", "collections", "macros", "conversions", "time", "network", "refused");

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_expression_gives_what_the_language_says(string file, int line, string expression, string expected)
    {
        Assert.True(line > 0, file);
        CelTable.Holds(expression, expected);
    }
}
