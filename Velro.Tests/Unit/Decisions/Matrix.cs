using Velro.Tests.Reference;

namespace Velro.Tests.Unit.Decisions;

/// <summary>
/// Reads rule matrices: Markdown in which a sentence says the rule, an indented block the world, and a table what comes of it. A column
/// whose head is one word is a parameter: its cells take the place of <c>{word}</c> in the world. The others are questions:
/// <c>user:ann write project:p</c> is answered by <c>yes</c> or a reason, <c>user:ann on project:p</c> by the role.
/// </summary>
internal static class Matrix
{
    public sealed record Expectation(string Text, string Action, Question Question, string Result);

    public sealed record Row(string File, int Line, string Says, Rows World, IReadOnlyList<Expectation> Expectations);

    public static IEnumerable<Row> Read(params string[] files) => files.SelectMany(ReadFile);

    private static IEnumerable<Row> ReadFile(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Unit", "Decisions", "Matrices", file + ".md"));
        var (rule, world, heads) = ("", new List<string>(), Array.Empty<string>());
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("    ", StringComparison.Ordinal)) world.Add(lines[i].Trim());
            else if (lines[i].StartsWith('|'))
            {
                if (heads.Length == 0) heads = Cells(lines[i]);
                else if (!lines[i].StartsWith("|---", StringComparison.Ordinal))
                    yield return ReadRow(file, i + 1, rule, world, heads, Cells(lines[i]));
            }
            else if (lines[i].Length > 0)
            {
                (rule, heads) = (lines[i], []);
                world.Clear();
            }
        }
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())];

    private static Row ReadRow(string file, int line, string rule, List<string> world, string[] heads, string[] cells)
    {
        if (heads.Length != cells.Length) throw new FormatException($"{file}:{line} has {cells.Length} cells under {heads.Length} heads.");

        var text = world.Select(sentence => heads.Zip(cells).Aggregate(sentence, static (now, pair) =>
            now.Replace($"{{{pair.First}}}", pair.Second, StringComparison.Ordinal)));
        var columns = heads.Zip(cells).ToLookup(static pair => pair.First.Contains(' ', StringComparison.Ordinal));
        var expectations = columns[true].Select(static pair => ExpectationOf(pair.First, pair.Second)).ToArray();
        var parameters = columns[false].Select(static pair => $"{pair.First} {pair.Second}");
        try
        {
            var subjects = expectations.Select(static expectation => expectation.Question.Subject);
            var rows = WorldReader.Read(text.Where(static sentence => sentence.Length > 0), subjects);
            return new Row(file, line, $"{rule} [{string.Join("; ", parameters)}]", rows, expectations);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{file}:{line}: {exception.Message}");
        }
    }

    private static Expectation ExpectationOf(string head, string result)
    {
        var words = head.Split(' ');
        var question = new Question(WorldReader.ThingOf(words[0]), words[1], WorldReader.ThingOf(words[2]), WorldReader.Now);
        return new Expectation(head, words[1], question, result);
    }
}
