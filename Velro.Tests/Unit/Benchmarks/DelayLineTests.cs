using Microsoft.Extensions.Time.Testing;
using Velro.Benchmarks.Proxies;

namespace Velro.Tests.Unit.Benchmarks;

/// <summary>What is sent in a row is late once, not once for each piece.</summary>
public sealed class DelayLineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DelayLine<string> _line;

    public DelayLineTests() => _line = new DelayLine<string>(TimeSpan.FromSeconds(10), _time);

    [Fact]
    public void What_comes_at_once_is_due_at_once()
    {
        _line.Add("a");
        _line.Add("b");

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(Due());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "b"], Due());
    }

    [Fact]
    public void What_comes_later_is_due_as_much_later()
    {
        _line.Add("a");
        _time.Advance(TimeSpan.FromSeconds(4));
        _line.Add("b");

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["a"], Due());

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["b"], Due());
        Assert.True(_line.IsEmpty);
    }

    private List<string> Due()
    {
        var due = new List<string>();
        while (_line.TryTake(out var item)) due.Add(item);
        return due;
    }
}
