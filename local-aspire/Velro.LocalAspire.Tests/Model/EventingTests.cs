using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Velro.LocalAspire.Tests.Model;

public sealed class EventingTests
{
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly List<string> _heard = [];

    [Fact]
    public async Task Subscribers_are_told_in_turn()
    {
        _eventing.Subscribe<Happened>(async (happened, _) =>
        {
            await Task.Yield();
            _heard.Add($"first {happened.Resource.Name}");
        });
        _eventing.Subscribe<Happened>((happened, _) => Hear($"second {happened.Resource.Name}"));
        await PublishAsync("a");
        Assert.Equal(["first a", "second a"], _heard);
    }

    [Fact]
    public async Task A_subscriber_of_a_resource_hears_of_that_one_only()
    {
        _eventing.Subscribe<Happened>(new ParameterResource("A", _ => ""), (happened, _) => Hear(happened.Resource.Name));
        await PublishAsync("a");
        await PublishAsync("b");
        Assert.Equal(["a"], _heard);
    }

    [Fact]
    public async Task Who_unsubscribed_hears_nothing()
    {
        _eventing.Unsubscribe(_eventing.Subscribe<Happened>((_, _) => Hear("anything")));
        await PublishAsync("a");
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task The_first_failure_ends_the_telling_and_reaches_the_publisher()
    {
        _eventing.Subscribe<Happened>((_, _) => throw new InvalidOperationException("no"));
        _eventing.Subscribe<Happened>((_, _) => Hear("second"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync("a"));
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Who_does_not_wait_is_not_held()
    {
        var gate = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        _eventing.Subscribe<Happened>(async (_, _) =>
        {
            await gate.Task;
            told.SetResult();
        });
        await _eventing.PublishAsync(
            new Happened(
                new ParameterResource("a", _ => "")), EventDispatchBehavior.NonBlockingConcurrent, TestContext.Current.CancellationToken);
        Assert.False(told.Task.IsCompleted);
        gate.SetResult();
        await told.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private Task PublishAsync(string name) =>
        _eventing.PublishAsync(new Happened(new ParameterResource(name, _ => "")), TestContext.Current.CancellationToken);

    private Task Hear(string text)
    {
        _heard.Add(text);
        return Task.CompletedTask;
    }

    private sealed record Happened(IResource Resource) : IDistributedApplicationResourceEvent;
}
