using System.IO.Hashing;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The name under which the manifest keeps a conditional expression: readable, and unique by a hash of all its parts.</summary>
internal static class ConditionalNames
{
    public static string Of(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
    {
        var expression = (condition as IManifestExpressionProvider)?.ValueExpression;
        var readable = expression is null ? "" : Readable(expression);
        var hash = Hash([expression ?? condition.GetType().Name, whenTrue.ValueExpression, whenFalse.ValueExpression, matchValue]);
        return $"cond-{(readable.Length > 0 ? readable : "expr")}-{hash}";
    }

    private static string Hash(IEnumerable<string> texts)
    {
        var hash = new XxHash32();
        foreach (var text in texts) hash.Append(Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Letters and digits in lower case; a hyphen for each run of others between them.</summary>
    internal static string Readable(string expression)
    {
        var name = new StringBuilder(expression.Length);
        foreach (var c in expression)
        {
            if (char.IsLetterOrDigit(c)) name.Append(char.ToLowerInvariant(c));
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }

        return name.ToString().TrimEnd('-');
    }
}
