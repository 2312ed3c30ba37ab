using System.Diagnostics.Metrics;

namespace Velro.AuthApi.Media;

/// <summary>The counter of addresses of media that were refused (meter <c>Velro.Media</c>).</summary>
internal sealed class MediaMetrics
{
    private readonly Counter<long> _refused;

    public MediaMetrics(IMeterFactory meters) => _refused = meters.Create("Velro.Media").CreateCounter<long>(
        "velro.media.refused", "{request}", "Requests for media by an address that was made for them, and that were refused, by cause.");

    /// <summary>This system did not make it.</summary>
    public void WasForged() => Refuse("signature");

    /// <summary>Its time is over.</summary>
    public void HadExpired() => Refuse("expired");

    /// <summary>The user whom it was made for may not read what it names any more, or that is gone.</summary>
    public void WasNotPermitted() => Refuse("permission");

    private void Refuse(string cause) => _refused.Add(1, new KeyValuePair<string, object?>("error.type", cause));
}
