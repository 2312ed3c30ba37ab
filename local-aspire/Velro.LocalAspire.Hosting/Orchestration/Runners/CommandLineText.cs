using System.Text;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>A command line written as one text, as launch profiles have it.</summary>
internal static class CommandLineText
{
    /// <summary>The arguments: separated by spaces, those with spaces in double quotes, a quote itself as <c>\"</c>.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var arguments = new List<string>();
        var argument = new StringBuilder();
        var (isQuoted, isBegun) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && i + 1 < line.Length && line[i + 1] == '"')
            {
                argument.Append(line[++i]);
                isBegun = true;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
                isBegun = true;
            }
            else if (char.IsWhiteSpace(c) && !isQuoted)
            {
                End();
            }
            else
            {
                argument.Append(c);
                isBegun = true;
            }
        }

        End();
        return arguments;

        void End()
        {
            if (isBegun) arguments.Add(argument.ToString());
            argument.Clear();
            isBegun = false;
        }
    }
}
