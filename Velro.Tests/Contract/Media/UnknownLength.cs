namespace Velro.Tests.Contract.Media;

/// <summary>A body that is sent in chunks, since nobody knows how long it will be.</summary>
internal sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
