using System.Security.Cryptography;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Media;

/// <summary>
/// A body on its way into the store: counted, hashed, and ended where it becomes too large. What goes wrong with the body is kept, so that
/// it can be told from what goes wrong with the store, which may wrap it.
/// </summary>
internal sealed class MeasuredStream(Stream body, long maximum) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many bytes came.</summary>
    public long Size { get; private set; }

    /// <summary>Why the body could not be read to its end; null: nothing did.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Size;
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of what came, to be asked for once, also when the store has closed the stream.</summary>
    public byte[] Sha256()
    {
        using (_hash) return _hash.GetHashAndReset();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            Size += read;
            if (Size > maximum) throw new ProblemException(MediaProblems.TooLarge(maximum));
            _hash.AppendData(buffer.Span[..read]);
            return read;
        }
        catch (Exception exception)
        {
            Failure ??= exception;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A body is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
