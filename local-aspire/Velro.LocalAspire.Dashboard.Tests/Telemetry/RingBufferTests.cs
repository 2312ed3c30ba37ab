using Velro.LocalAspire.Dashboard.Telemetry;

namespace Velro.LocalAspire.Dashboard.Tests.Telemetry;

public sealed class RingBufferTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    [InlineData(20, 53)]
    public void The_latest_are_kept_and_the_oldest_go_first(int capacity, int added)
    {
        var ring = new RingBuffer<int>(capacity);
        var gone = new List<int>();
        for (var i = 0; i < added; i++)
        {
            if (ring.Add(i, out var displaced)) gone.Add(displaced);
        }

        Assert.Equal(Enumerable.Range(0, added).TakeLast(capacity), ring.ToArray());
        Assert.Equal(Enumerable.Range(0, Math.Max(0, added - capacity)), gone);
    }

    [Fact]
    public void What_is_taken_out_makes_room()
    {
        var ring = new RingBuffer<int>(3);
        for (var i = 0; i < 4; i++) ring.Add(i);
        Assert.True(ring.TryRemoveOldest(out var oldest));
        Assert.Equal(1, oldest);
        Assert.False(ring.Add(4, out _));
        Assert.Equal([2, 3, 4], ring.ToArray());
        ring.Clear();
        Assert.False(ring.TryRemoveOldest(out _));
    }
}
