using Velro.Authorization.Contexts;
using Velro.Data.Feed;

namespace Velro.Data.Contexts;

/// <summary>What a load answered: contents, and the state of the feed that they belong to, all of one snapshot.</summary>
/// <param name="Feed">The snapshot, and the changes since the one that was asked under.</param>
/// <param name="Contents">
/// One entry for each key that was asked for, null where no such entity exists; and the contexts that the rules will look for next, which
/// the load brought along.
/// </param>
public sealed record ContextAnswer(FeedAnswer Feed, IReadOnlyDictionary<ContextKey, Context?> Contents);
