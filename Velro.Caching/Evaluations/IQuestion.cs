using Velro.Authorization.Contexts;

namespace Velro.Caching.Evaluations;

/// <summary>
/// Something that can be answered from contexts alone: who a caller is, one decision, a batch of them. Everything that an answer rests
/// on, the caller's own account included, is read through the source, so that all of it is of one revision.
/// </summary>
/// <typeparam name="TAnswer">What comes out.</typeparam>
public interface IQuestion<TAnswer>
{
    /// <summary>
    /// Answers from what <paramref name="source"/> has in hand. Pure: it may be called any number of times, and only the last answer counts.
    /// </summary>
    /// <param name="source">Where the contexts are.</param>
    /// <param name="now">The instant of the evaluation.</param>
    /// <param name="answer">The answer; meaningless when the result is false.</param>
    /// <returns>False when a context was missing.</returns>
    bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out TAnswer answer) where TSource : IContextSource;
}
