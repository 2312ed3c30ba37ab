using Velro.AuthApi.Requests;
using Velro.Authorization.Entities;
using Velro.Data.Media;

namespace Velro.AuthApi.Media;

/// <summary>How long an address of media lives (RIGHTS.md F6).</summary>
internal static class MediaLifetime
{
    private const int DefaultSeconds = 5 * 60;
    private const int LongestSeconds = 60 * 60;

    /// <summary>What the fields ask for.</summary>
    public static TimeSpan Read(Fields fields) =>
        TimeSpan.FromSeconds(fields.NumberOrNull("expiresInSeconds", 1, LongestSeconds) ?? DefaultSeconds);
}

/// <summary>The body of <c>POST /v1/generations/{id}/media-url</c>.</summary>
internal sealed record MakeMediaUrl(string Variant, TimeSpan Lifetime) : IRequest<MakeMediaUrl>
{
    public static MakeMediaUrl Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new MakeMediaUrl(fields.Text("variant", MediaVariant.Rule), MediaLifetime.Read(fields)));
    }
}

/// <summary>The body of <c>POST /v1/media-urls</c>.</summary>
internal sealed record MakeMediaUrls(IReadOnlyList<MediaName> Names, IReadOnlyList<TimeSpan> Lifetimes) : IRequest<MakeMediaUrls>
{
    private const int MaximumItems = 200;

    public static MakeMediaUrls Read(RequestBody body)
    {
        var fields = body.Fields();
        var (names, lifetimes) = (new List<MediaName>(), new List<TimeSpan>());
        foreach (var item in fields.Objects("items", MaximumItems))
        {
            names.Add(new MediaName(item.Id("generationId", EntityTypes.Generation), item.Text("variant", MediaVariant.Rule)));
            lifetimes.Add(MediaLifetime.Read(item));
            item.NoteUnread();
        }

        return fields.Complete(new MakeMediaUrls(names, lifetimes));
    }
}
