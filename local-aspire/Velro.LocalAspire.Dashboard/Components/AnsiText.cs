using System.Globalization;
using System.Text.RegularExpressions;

namespace Velro.LocalAspire.Dashboard.Components;

/// <summary>A part of a line that looks the same.</summary>
/// <param name="Text">The text.</param>
/// <param name="Class">How it looks; null for as usual.</param>
internal readonly record struct AnsiRun(string Text, string? Class);

/// <summary>Reads the colours that programs give their lines for a terminal; other codes of a terminal are left out.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static IReadOnlyList<AnsiRun> Read(string line)
    {
        if (!line.Contains('\x1b', StringComparison.Ordinal)) return [new AnsiRun(line, null)];
        var runs = new List<AnsiRun>();
        var (place, colour, isBold) = (0, (string?)null, false);
        foreach (var code in Codes().EnumerateMatches(line))
        {
            Add(line[place..code.Index]);
            place = code.Index + code.Length;
            if (line[place - 1] == 'm') Apply(line.AsSpan(code.Index + 2, code.Length - 3));
        }

        Add(line[place..]);
        return runs;

        void Add(string text)
        {
            if (text.Length == 0) return;
            runs.Add(new AnsiRun(text, (colour, isBold) switch
            {
                (null, false) => null,
                (null, true) => "bold",
                (_, true) => $"ansi-{colour} bold",
                _ => $"ansi-{colour}",
            }));
        }

        void Apply(ReadOnlySpan<char> numbers)
        {
            foreach (var part in numbers.Split(';'))
            {
                var number = int.TryParse(numbers[part], CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
                (colour, isBold) = number switch
                {
                    0 => (null, false),
                    1 => (colour, true),
                    22 => (colour, false),
                    >= 30 and <= 37 => (Names[number - 30], isBold),
                    39 => (null, isBold),
                    >= 90 and <= 97 => (Names[number - 90], isBold),
                    _ => (colour, isBold),
                };
            }
        }
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex Codes();
}
