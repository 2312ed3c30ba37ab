using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>When Redis writes its data to disk.</summary>
internal sealed record RedisPersistence(TimeSpan Interval, long KeysChangedThreshold) : IResourceAnnotation
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(60);

    public string Seconds => Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    public string Changes => KeysChangedThreshold.ToString(CultureInfo.InvariantCulture);
}
