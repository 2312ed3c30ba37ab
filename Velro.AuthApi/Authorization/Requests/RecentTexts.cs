using System.Buffers.Binary;
using System.Text;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>
/// The short texts that were read lately: who asks about the same things again gets the same strings again, and a check that is asked over and
/// over makes none. A table of a fixed size for all threads, where the latest takes the place of another; nobody locks it, since a place is
/// written as a whole.
/// </summary>
internal static class RecentTexts
{
    private const int Bits = 15;

    /// <summary>Longer ones are rare, and would make the table large.</summary>
    private const int LongestText = 128;

    private static readonly string?[] Texts = new string?[1 << Bits];

    /// <summary>The text of ASCII characters.</summary>
    public static string Of(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > LongestText) return Encoding.ASCII.GetString(ascii);

        ref var place = ref Texts[IndexOf(ascii)];
        if (Volatile.Read(ref place) is { } known && Ascii.Equals(ascii, known)) return known;

        var text = Encoding.ASCII.GetString(ascii);
        Volatile.Write(ref place, text);
        return text;
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
