using System.Text;

namespace Velro.Cli.Files;

/// <summary>A policy as it is in a file.</summary>
/// <param name="Name">The name under which it would be stored.</param>
/// <param name="Path">Where the file is.</param>
/// <param name="Text">The document.</param>
internal sealed record PolicyFile(string Name, string Path, string Text)
{
    /// <summary>Reads a file. Without another name it is called as the file is, without the ending.</summary>
    /// <exception cref="BadFileException">It cannot be read.</exception>
    public static PolicyFile Read(string path, string? name = null) =>
        new(name ?? System.IO.Path.GetFileNameWithoutExtension(path), path, ReadText(path));

    /// <summary>The text of a file.</summary>
    /// <exception cref="BadFileException">It cannot be read, or is not UTF-8.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new BadFileException(path, 1, 1, exception.Message);
        }
    }
}
