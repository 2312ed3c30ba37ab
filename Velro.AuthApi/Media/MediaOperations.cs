using System.Collections.Immutable;
using Velro.AuthApi.Contract;
using static Velro.AuthApi.Contract.Described;

namespace Velro.AuthApi.Media;

/// <summary>What the contract says about media.</summary>
internal static class MediaOperations
{
    private const string Tag = "Media";

    private const string Ranges =
        "Takes `Range`, `If-Range`, `If-None-Match` and `If-Modified-Since`. Where the store of media serves by itself, it answers with " +
        "a redirection to an address that lives five minutes at most.";

    private static readonly OperationAnswer NotModified = new(StatusCodes.Status304NotModified, Schema: null) { IsVersioned = true };

    private static readonly OperationParameter Variant = new("variant", "MediaVariant", "original", "Which of its media.");

    /// <summary>The parameters of an address that was made; the examples are of none.</summary>
    private static readonly ImmutableArray<OperationParameter> OfAddress =
    [
        new("user", "CoreId", "erin", "By whose right it was made.") { IsInQuery = true },
        new("expires", "MediaSignaturePart", "1893499200", "When it ends, in seconds since 1970.") { IsInQuery = true },
        new("signature", "MediaSignaturePart", "c2lnbmF0dXJl", "Binds all of it together.") { IsInQuery = true },
    ];

    public static readonly Operation Put = new("putGenerationMedia", "Store media of a generation")
    {
        Tag = Tag,
        Description =
            "Needs `write`. The bytes are streamed, and take the place of what the variant held when all of them are there. The declared " +
            "`Content-Type` must be one that this deployment takes; nobody guesses another one from the bytes.",
        Parameters = [Id("poster", "The generation."), Variant],
        TakesBytes = true,
        Answers = [Created("Media", isVersioned: true), Ok("Media", isVersioned: true)],
        Codes =
        [
            .. AccessAnd("generation.unknown"), "request.invalid", "media.too_large", "media.type_refused", "media.empty",
            "media.store_unavailable", "media.not_configured",
        ],
    };

    public static readonly Operation Get = OfBytes("getGenerationMedia", "Show media of a generation", Ranges, []);

    public static readonly Operation Head = OfHead("headGenerationMedia", "Tell what media of a generation are", []);

    public static readonly Operation GetSigned = OfBytes(
        "getMediaByUrl",
        "Show the media of an address that was made",
        $"{Ranges} It is answered for as long as its user may `read` the generation, and no longer than it says.",
        OfAddress);

    public static readonly Operation HeadSigned = OfHead("headMediaByUrl", "Tell what the media of an address are", OfAddress);

    public static readonly Operation MakeUrl = new("makeMediaUrl", "Make an address of media that works without a credential")
    {
        Tag = Tag,
        Description =
            "Needs `read`. It lives five minutes, or as long as is asked for, and ends before that with the caller's right to read.",
        Parameters = [Id("gallery-loop", "The generation.")],
        Body = "MakeMediaUrl",
        Answers = [Ok("MediaUrl")],
        Codes = ["media.unknown", "body.not_an_object"],
    };

    public static readonly Operation MakeUrls = new("makeMediaUrls", "Make up to 200 addresses of media at once")
    {
        Tag = Tag,
        Description = "All of them are decided together, of one revision, and answered in their order; what may not be read is not there.",
        Body = "MakeMediaUrls",
        Answers = [Ok("MediaUrls")],
        Codes = ["body.not_an_object"],
    };

    private static Operation OfBytes(string id, string summary, string description, ImmutableArray<OperationParameter> parameters) =>
        new(id, summary)
        {
            Tag = Tag,
            Description = description,
            Parameters = [Id("poster", "The generation."), Variant, .. parameters],
            Answers =
            [
                Bytes(StatusCodes.Status200OK), Bytes(StatusCodes.Status206PartialContent), new(StatusCodes.Status302Found, Schema: null),
                NotModified,
            ],
            Codes = [.. CodesOf(parameters), "media.range_unsatisfiable"],
        };

    private static Operation OfHead(string id, string summary, ImmutableArray<OperationParameter> parameters) => new(id, summary)
    {
        Tag = Tag,
        Parameters = [Id("poster", "The generation."), Variant, .. parameters],
        Answers = [new(StatusCodes.Status200OK, Schema: null) { IsVersioned = true }, NotModified],
        Codes = CodesOf(parameters),
    };

    private static ImmutableArray<string> CodesOf(ImmutableArray<OperationParameter> parameters) => parameters.IsEmpty
        ? ["media.unknown", "media.not_configured", "version.passed"]
        : ["media.unknown", "media.not_configured", "version.passed", "media.address_refused"];
}
