namespace Velro.Cli.Files;

/// <summary>A file is not what it must be. The message is for its author: file, line, column and what would be right.</summary>
internal sealed class BadFileException : Exception
{
    public BadFileException(string file, long line, long column, string message) : base($"{file}:{line}:{column}: {message}")
    {
    }

    /// <summary>Several things are wrong, each with its place.</summary>
    public BadFileException(IEnumerable<string> messages) : base(string.Join(Environment.NewLine, messages))
    {
    }
}
