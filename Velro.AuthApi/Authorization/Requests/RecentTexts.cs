using System.Buffers.Binary;
using System.Text;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// The short texts that this thread read lately: who asks about the same things again gets the same strings again, and a check that is asked over
/// and over makes none. A table of a fixed size, where the latest takes the place of another.
/// </summary>
internal static class RecentTexts
{
    private const int Bits = 12;

    /// <summary>Longer ones are rare, and would make the table large.</summary>
    private const int LongestText = 128;

    [ThreadStatic]
    private static string?[]? _texts;

    /// <summary>The text of ASCII characters.</summary>
    public static string Of(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > LongestText) return Encoding.ASCII.GetString(ascii);

        ref var place = ref (_texts ??= new string?[1 << Bits])[IndexOf(ascii)];
        if (place is { } known && Ascii.Equals(ascii, known)) return known;
        return place = Encoding.ASCII.GetString(ascii);
    }

    /// <summary>By its end and its length: ids that were made one after the other differ at the end.</summary>
    private static int IndexOf(ReadOnlySpan<byte> text)
    {
        ulong end = 0;
        if (text.Length >= sizeof(ulong))
        {
            end = BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var one in text) end = (end << 8) | one;
        }

        return (int)(((end ^ (uint)text.Length) * 0x9E3779B97F4A7C15) >> (64 - Bits));
    }
}
