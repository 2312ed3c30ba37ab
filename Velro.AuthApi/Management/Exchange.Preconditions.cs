using System.Globalization;
using Microsoft.Net.Http.Headers;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Management;

/// <summary>Optimistic concurrency: a change is made to the version that its author saw (RFC 9110, section 13).</summary>
internal sealed partial class Exchange
{
    /// <summary>Refuses a change that does not say to which version it is made.</summary>
    public void RequireIfMatch()
    {
        if (http.Request.Headers.IfMatch.Count == 0) throw new ProblemException(ManagementProblems.VersionRequired);
    }

    /// <summary>
    /// Refuses a change whose <c>If-Match</c> names other versions than the present one; null: it is not there, and no version of it, not
    /// even <c>*</c>, is.
    /// </summary>
    public void CheckVersion(long? present)
    {
        var sent = http.Request.Headers.IfMatch;
        if (sent.Count == 0) return;
        if (!EntityTagHeaderValue.TryParseStrictList([.. sent.Where(static value => value is not null)!], out var tags))
            throw new ProblemException(ManagementProblems.VersionMalformed);

        // A weak tag matches nothing here, as the standard says.
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{present}\"");
        if (present is null || !tags.Any(sentTag => !sentTag.IsWeak && (sentTag.Tag == "*" || sentTag.Tag == tag)))
            throw new ProblemException(ManagementProblems.VersionPassed);
    }
}
