using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Velro.AuthApi.Authentication.Mail;
using Velro.AuthApi.RateLimits;
using Velro.Tests.Integration;
using Velro.Tests.Stores;

namespace Velro.Tests.Unit.SignIn;

/// <summary>Mails are sent one after the other, and none holds up the others.</summary>
public sealed class MailQueueTests : IAsyncLifetime
{
    private readonly TestMeterFactory _meters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Sender _sender = new();
    private readonly MailQueue _queue;

    public MailQueueTests()
    {
        var limits = new MailLimits(
            new RateCounters(_time), new RateIds(PostgresFixture.MasterKey), Options.Create(new RateLimitOptions()), new RateLimitMetrics(_meters));
        _queue = new MailQueue(_sender, limits, _time, NullLogger<MailQueue>.Instance);
    }

    public async ValueTask InitializeAsync() => await _queue.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _queue.StopAsync(CancellationToken.None);
        _queue.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task What_cannot_be_sent_now_goes_behind_the_others_and_is_tried_again()
    {
        _sender.Failures["ann@example.com"] = new Queue<Exception>([new IOException(), new IOException()]);
        _queue.Add(MailTo("ann@example.com"), source: null);
        _queue.Add(MailTo("bob@example.com"), source: null);

        await Eventually.TrueAsync(() => _sender.Sent.Contains("bob@example.com"));
        Assert.DoesNotContain("ann@example.com", _sender.Sent);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return _sender.Sent.Contains("ann@example.com");
        });
    }

    /// <summary>Five times, and then no more; and once where trying again would not help.</summary>
    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 1)]
    public async Task A_mail_that_cannot_be_sent_is_given_up(bool isPassing, int attempts)
    {
        _sender.Failures["ann@example.com"] = new Queue<Exception>(
            Enumerable.Range(0, 100).Select(_ => isPassing ? new IOException() : (Exception)new FormatException()));
        _queue.Add(MailTo("ann@example.com"), source: null);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return _sender.Tried == attempts;
        });

        _time.Advance(TimeSpan.FromMinutes(1));
        _queue.Add(MailTo("bob@example.com"), source: null);
        await Eventually.TrueAsync(() => _sender.Sent.Contains("bob@example.com"));
        Assert.Equal(attempts + 1, _sender.Tried);
    }

    private static Mail MailTo(string address) => new(MailKind.Notice, address, "Subject", "Text");

    private sealed class Sender : IMailSender
    {
        private int _tried;

        public ConcurrentDictionary<string, Queue<Exception>> Failures { get; } = new();

        public ConcurrentQueue<string> Sent { get; } = new();

        public int Tried => _tried;

        public Task SendAsync(Mail mail, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _tried);
            if (Failures.TryGetValue(mail.To, out var failures) && failures.TryDequeue(out var failure)) throw failure;
            Sent.Enqueue(mail.To);
            return Task.CompletedTask;
        }
    }
}
