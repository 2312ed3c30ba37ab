using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Requests;

/// <summary>
/// Ids in addresses that may hold any text. The framework's path does not tell <c>%2F</c> from <c>%252F</c>, so they are read from the
/// request's own line: one segment each, percent-encoded UTF-8.
/// </summary>
internal static class Address
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The <paramref name="count"/> segments that follow <paramref name="prefix"/>, which ends with a slash.</summary>
    /// <exception cref="ProblemException">There are others than so many, or one is not text.</exception>
    public static string[] Segments(HttpRequest request, string prefix, int count)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        var start = path.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        var segments = start < 0 ? [] : path[(start + prefix.Length)..].Split('/');
        if (segments.Length != count) throw Malformed();
        return [.. segments.Select(Decode)];
    }

    private static string Decode(string segment)
    {
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                bytes.Add((byte)segment[i]);
                continue;
            }

            if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2]))
                throw Malformed();
            bytes.Add(byte.Parse(segment.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        try
        {
            return Utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed();
        }
    }

    private static ProblemException Malformed() => new(Problem.Invalid(
        "address.malformed", "Names and ids stand in the address as one segment each, percent-encoded UTF-8: '/' is %2F, '%' is %25."));
}
