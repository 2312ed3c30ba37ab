namespace Velro.AuthApi.Media.Storage;

/// <summary>
/// Where the bytes of media lie. Each upload has an id of its own, made here: no text of a caller is ever a part of a name in the store.
/// What is stored under an id never changes.
/// </summary>
internal interface IMediaStore
{
    /// <summary>
    /// Stores what <paramref name="content"/> gives, as it comes and never whole in memory. When it returns all of it is there, and when it
    /// throws there is nothing that could be read under the id. What <paramref name="content"/> throws goes through.
    /// </summary>
    /// <param name="id">The id, under which nothing was stored before.</param>
    /// <param name="contentType">The media type.</param>
    /// <param name="content">The bytes; it cannot seek, and may end with an exception.</param>
    /// <param name="cancellation">Ends it.</param>
    Task WriteAsync(Guid id, string contentType, Stream content, CancellationToken cancellation);

    /// <summary>Removes what is stored under an id, whole or in parts; nothing there is no error.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellation);
}

/// <summary>A store that Velro serves from.</summary>
internal interface IServedStore : IMediaStore
{
    /// <summary>The bytes, seekable; null: there are none under the id.</summary>
    Stream? Open(Guid id);
}

/// <summary>
/// A store that serves by itself, to whoever has an address that it lets be signed. Such an address cannot be taken back (RIGHTS.md F6).
/// </summary>
internal interface IPresigningStore : IMediaStore
{
    /// <summary>An address of the bytes that the store honours until it expires.</summary>
    /// <param name="id">The id.</param>
    /// <param name="contentType">As what they are served.</param>
    /// <param name="isSaved">Whether a browser shall save them instead of showing them.</param>
    /// <param name="lifetime">How long it is honoured, in whole seconds.</param>
    string Presign(Guid id, string contentType, bool isSaved, TimeSpan lifetime);
}
