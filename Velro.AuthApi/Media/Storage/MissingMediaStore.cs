using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Media.Storage;

/// <summary>
/// Stands where no store is configured. A folder that nobody chose would be another one on each machine and gone with its container, so
/// outside Development there is none by default.
/// </summary>
internal sealed class MissingMediaStore : IServedStore
{
    public Task WriteAsync(Guid id, string contentType, Stream content, CancellationToken cancellation) =>
        throw new ProblemException(MediaProblems.NotConfigured);

    /// <summary>Refuses, so that what another configuration stored stays known.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellation) => throw new ProblemException(MediaProblems.NotConfigured);

    public Stream Open(Guid id) => throw new ProblemException(MediaProblems.NotConfigured);
}
