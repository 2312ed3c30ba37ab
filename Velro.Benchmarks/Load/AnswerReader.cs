using System.Buffers.Text;

namespace Velro.Benchmarks.Load;

/// <summary>
/// Finds the end of an answer of HTTP/1.1, whose length is told ahead or which comes in chunks. No more than the servers measured here send:
/// a chunked body is taken to have no line breaks of its own, as JSON on one line has none.
/// </summary>
internal static class AnswerReader
{
    /// <summary>Whether <paramref name="received"/> is a whole answer.</summary>
    /// <param name="received">What came so far.</param>
    /// <param name="bodyStart">Where its body begins, once it is known.</param>
    public static bool IsWhole(ReadOnlySpan<byte> received, out int bodyStart)
    {
        bodyStart = received.IndexOf("\r\n\r\n"u8) + 4;
        if (bodyStart < 4) return false;

        var headers = received[..(bodyStart - 2)];
        return LengthIn(headers) is { } length
            ? received.Length >= bodyStart + length
            : received.EndsWith("\r\n0\r\n\r\n"u8);
    }

    /// <summary>Whether the status is 200.</summary>
    public static bool IsOk(ReadOnlySpan<byte> answer) => answer.StartsWith("HTTP/1.1 200"u8);

    private static int? LengthIn(ReadOnlySpan<byte> headers) =>
        LengthBehind(headers, "\r\nContent-Length: "u8) ?? LengthBehind(headers, "\r\ncontent-length: "u8);

    private static int? LengthBehind(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        var at = headers.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(headers[(at + name.Length)..], out int length, out _) ? length : null;
    }
}
